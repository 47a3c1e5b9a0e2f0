import { useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { MarkdownContent } from '@backstage/core-components';
import { Alert, Button, Link, Text } from '@backstage/ui';
import { weirProblemOf, type PostMortem } from '@weir/backstage-plugin-weir-common';
import { weirApiRef } from '../api';
import { clock, dayAndClock, iso } from '../format/time';
import { useNow } from '../states/useNow';
import { SECTIONS } from './draft';
import { Facts } from './Facts';
import { withoutHtml } from './withoutHtml';
import styles from './postmortems.module.css';

/** A post-mortem to read and to print: numbers on top, one column of text. */
export function PostMortemReader(props: { postMortem: PostMortem }) {
  const { postMortem } = props;
  const now = useNow(60_000);
  const { title, facts, sections, timeline, actions, publishedAt, editors } = postMortem;
  return (
    <article className={styles.reader}>
      {publishedAt !== null && (
        <div className={styles.header}>
          <Link href="..">Post-mortems</Link>
          <MarkdownOut postMortem={postMortem} />
        </div>
      )}
      <Text as="h2" variant="title-medium" weight="bold">
        {title}
      </Text>
      <Text as="p" color="secondary">
        {publishedAt === null ? 'Draft' : `Published ${dayAndClock(publishedAt, now)}`}
        {` · ${editors.map((one) => one.name).join(', ')}`}
      </Text>
      {facts && <Facts facts={facts} />}
      {SECTIONS.filter(({ id }) => sections[id].trim() !== '').map(({ id, title: heading }) => (
        <section key={id} id={id}>
          <Text as="h3" variant="title-x-small" weight="bold">
            {heading}
          </Text>
          {/* No HTML that people wrote; the renderer drops javascript: links. */}
          <MarkdownContent content={withoutHtml(sections[id])} dialect="gfm" linkTarget="_blank" />
        </section>
      ))}
      {timeline.length > 0 && (
        <section id="timeline">
          <Text as="h3" variant="title-x-small" weight="bold">
            Timeline
          </Text>
          <dl className={styles.events}>
            {timeline.map((row) => (
              <div key={row.id}>
                <dt title={iso(row.time)}>{clock(row.time)}</dt>
                <dd>{row.text}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
      <section id="actions">
        <Text as="h3" variant="title-x-small" weight="bold">
          Actions
        </Text>
        {actions.length === 0 ? (
          <Text as="p">No actions.</Text>
        ) : (
          <ul>
            {actions.map((action) => (
              <li key={action.id}>
                {`[${action.type}] ${action.title}: ${action.owner ?? 'no owner'}, ${action.due ?? 'no date'}${action.done ? ', done' : ''}`}
              </li>
            ))}
          </ul>
        )}
      </section>
    </article>
  );
}

/** The blameless Markdown: names have become roles. */
function MarkdownOut(props: { postMortem: PostMortem }) {
  const { postMortem } = props;
  const api = useApi(weirApiRef);
  const [note, setNote] = useState<string | undefined>();

  async function download() {
    setNote(undefined);
    try {
      const text = await api.getPostMortemMarkdown(postMortem.id);
      const address = URL.createObjectURL(new Blob([text], { type: 'text/markdown' }));
      const link = document.createElement('a');
      link.href = address;
      link.download = `${postMortem.title.replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, 80)}.md`;
      link.click();
      URL.revokeObjectURL(address);
    } catch (error) {
      setNote(weirProblemOf(error).message);
    }
  }

  return (
    <div className={styles.buttons}>
      <Button variant="secondary" onPress={download}>
        Markdown, names as roles
      </Button>
      <Button variant="secondary" onPress={() => window.print()}>
        Print
      </Button>
      {note && <Alert status="danger" icon title={note} />}
    </div>
  );
}
