import { Button, Dialog, DialogBody, DialogHeader, DialogTrigger, Text } from '@backstage/ui';

/** How a service and a catalog entity find each other. */
export function MatchingHelp() {
  return (
    <DialogTrigger>
      <Button size="small" variant="tertiary">
        How names are matched
      </Button>
      <Dialog isDismissable width={520}>
        <DialogHeader>How names are matched</DialogHeader>
        <DialogBody>
          <Text as="p" variant="body-medium">
            A component stands for the service that its annotation weir.io/service-name names: a service.name, or
            namespace/name where several services have one name. Without the annotation, its metadata.name is compared
            with the service.name.
          </Text>
          <Text as="p" variant="body-medium">
            When two components claim one service, a person chooses. A choice outranks annotation and name, and can be
            taken back.
          </Text>
        </DialogBody>
      </Dialog>
    </DialogTrigger>
  );
}
