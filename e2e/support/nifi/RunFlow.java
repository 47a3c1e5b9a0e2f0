import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.flow.VersionedConnection;
import org.apache.nifi.flow.VersionedProcessGroup;
import org.apache.nifi.flow.VersionedProcessor;
import org.apache.nifi.flow.VersionedPropertyDescriptor;
import org.apache.nifi.processor.Processor;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;

/**
 * Runs a flow definition with NiFi's own processors in NiFi's test framework, the connections between them followed by hand.
 * Arguments: the definition, how many flow files a processor may get, parameters as name=value. Standard input: one flow
 * file a line, {"port", "content", "attributes"}. Output: one line for each flow file that has left the flow, by a port or
 * by a relationship that ends there.
 */
public final class RunFlow {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** More than the batch's Max Bin Age. */
    private static final int BIN_AGE_MS = 1100;

    /** A flow file before a component; file is the same one when the component has it back, to try again. */
    private record Arrival(String component, MockFlowFile file, String content, Map<String, String> attributes) {}

    private final VersionedProcessGroup group;
    private final Map<String, TestRunner> runners = new HashMap<>();
    private final Map<String, String> names = new HashMap<>();
    private final Map<String, Integer> seen = new HashMap<>();
    private final int most;

    private RunFlow(final VersionedProcessGroup group, final int most, final List<String> parameters) throws Exception {
        this.group = group;
        this.most = most;
        for (final VersionedProcessor processor : group.getProcessors()) {
            runners.put(processor.getIdentifier(), runner(processor, parameters));
            names.put(processor.getIdentifier(), processor.getName());
        }
        group.getInputPorts().forEach(port -> names.put(port.getIdentifier(), port.getName()));
        group.getOutputPorts().forEach(port -> names.put(port.getIdentifier(), port.getName()));
    }

    public static void main(final String[] args) throws Exception {
        final JsonNode definition = JSON.readTree(new File(args[0]));
        // A member that NiFi's own classes do not know ends it here.
        final VersionedProcessGroup group = JSON.treeToValue(definition.get("flowContents"), VersionedProcessGroup.class);
        final RunFlow flow = new RunFlow(group, Integer.parseInt(args[1]), List.of(args).subList(2, args.length));
        final Deque<Arrival> arrivals = new ArrayDeque<>();
        final BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            final JsonNode one = JSON.readTree(line);
            final Map<String, String> attributes = new HashMap<>();
            one.get("attributes").properties().forEach(entry -> attributes.put(entry.getKey(), entry.getValue().asText()));
            arrivals.add(new Arrival(flow.port(one.get("port").asText()), null, one.get("content").asText(), attributes));
        }
        flow.run(arrivals);
    }

    private String port(final String name) {
        return group.getInputPorts().stream().filter(port -> port.getName().equals(name)).findFirst().orElseThrow().getIdentifier();
    }

    private static TestRunner runner(final VersionedProcessor processor, final List<String> parameters) throws Exception {
        final TestRunner runner =
                TestRunners.newTestRunner((Processor) Class.forName(processor.getType()).getDeclaredConstructor().newInstance());
        final Set<String> known = runner.getProcessor().getPropertyDescriptors().stream()
                .map(PropertyDescriptor::getName).collect(Collectors.toSet());
        for (final Map.Entry<String, String> property : processor.getProperties().entrySet()) {
            final VersionedPropertyDescriptor said = processor.getPropertyDescriptors().get(property.getKey());
            if (said == null || known.contains(property.getKey()) == said.isDynamic()) {
                throw new IllegalArgumentException(processor.getName() + ": " + property.getKey() + " is not as the definition says");
            }
            if (property.getValue() != null) {
                runner.setProperty(property.getKey(), resolved(property.getValue(), parameters));
            }
        }
        final Set<String> relationships =
                runner.getProcessor().getRelationships().stream().map(Relationship::getName).collect(Collectors.toSet());
        if (!relationships.containsAll(processor.getAutoTerminatedRelationships())) {
            throw new IllegalArgumentException(processor.getName() + " has only the relationships " + relationships);
        }
        runner.assertValid();
        return runner;
    }

    /** Puts parameters where a value refers to them: the framework's validation knows none. */
    private static String resolved(final String value, final List<String> parameters) {
        String out = value;
        for (final String parameter : parameters) {
            final int equals = parameter.indexOf('=');
            out = out.replace("#{" + parameter.substring(0, equals) + "}", parameter.substring(equals + 1));
        }
        return out;
    }

    /** Moves flow files until none is left; what stands before the same processor goes in together. */
    private void run(final Deque<Arrival> arrivals) throws Exception {
        while (!arrivals.isEmpty()) {
            final String component = arrivals.peek().component();
            final TestRunner runner = runners.get(component);
            final List<Arrival> together = new ArrayList<>();
            arrivals.removeIf(one -> one.component().equals(component) && together.add(one));
            if (runner == null) {
                for (final Arrival one : together) {
                    leave(component, "", one, arrivals);
                }
                continue;
            }
            final int before = seen.merge(component, together.size(), Integer::sum);
            if (before > most) {
                together.forEach(one -> say("too many", names.get(component), one));
                continue;
            }
            runner.clearTransferState();
            for (final Arrival one : together) {
                if (one.file() == null) {
                    runner.enqueue(one.content(), one.attributes());
                } else {
                    runner.enqueue(one.file()); // with its uuid
                }
            }
            // Batches close by age on a later run than the one that opened them.
            runner.run(together.size(), false, true);
            Thread.sleep(BIN_AGE_MS);
            runner.run(1, false, false);
            for (final Relationship relationship : runner.getProcessor().getRelationships()) {
                for (final MockFlowFile file : runner.getFlowFilesForRelationship(relationship)) {
                    leave(component, relationship.getName(), new Arrival(component, file, file.getContent(), file.getAttributes()), arrivals);
                }
            }
        }
    }

    private void leave(final String component, final String relationship, final Arrival file, final Deque<Arrival> arrivals) {
        boolean goesOn = false;
        for (final VersionedConnection connection : group.getConnections()) {
            if (connection.getSource().getId().equals(component) && connection.getSelectedRelationships().contains(relationship)) {
                final String next = connection.getDestination().getId();
                arrivals.add(new Arrival(next, next.equals(component) ? file.file() : null, file.content(), file.attributes()));
                goesOn = true;
            }
        }
        if (!goesOn) {
            say(names.get(component), relationship, file);
        }
    }

    private static void say(final String from, final String relationship, final Arrival file) {
        final ObjectNode line = JSON.createObjectNode().put("from", from).put("relationship", relationship).put("content", file.content());
        line.set("attributes", JSON.valueToTree(file.attributes()));
        System.out.println(line);
    }
}
