import { useApi } from '@backstage/core-plugin-api';
import { Link, Text } from '@backstage/ui';
import type { ServiceIdentity } from '@weir/backstage-plugin-weir-common';
import { weirApiRef } from '../api';
import { day, duration } from '../format/time';
import { actionsWords } from '../postmortems/postMortemWords';
import { postMortemsRouteRef } from '../routes';
import { Message } from '../states/Message';
import { RemoteView } from '../states/RemoteView';
import { useNow } from '../states/useNow';
import { useRemote } from '../states/useRemote';
import { useLink } from '../useLink';
import { Section } from './Section';
import styles from './tab.module.css';

/** What was learnt from problems of the service. */
export function PostMortemsSection(props: { service: ServiceIdentity }) {
  const { service } = props;
  const api = useApi(weirApiRef);
  const place = useLink(postMortemsRouteRef);
  const now = useNow(60_000);
  const remote = useRemote(`post-mortems ${service.name}`, (signal) =>
    api.listPostMortems({ service: service.name, limit: 20 }, { signal })
  );
  return (
    <Section id="post-mortems" title="Post-mortems">
      <RemoteView remote={remote} lines={2}>
        {({ items }) =>
          items.length === 0 ? (
            <Message title="None about this service yet." />
          ) : (
            <ul className={styles.plain}>
              {items.map((one) => (
                <li key={one.id}>
                  {place ? <Link href={`${place}/${one.id}`}>{one.title}</Link> : one.title}
                  <Text color="secondary">
                    {[
                      one.start !== null && day(one.start, now),
                      one.duration !== null && duration(one.duration),
                      one.state,
                      one.actionCount === 0 ? 'no actions' : `${actionsWords(one)} actions done`,
                    ]
                      .filter(Boolean)
                      .map((part) => ` · ${part}`)
                      .join('')}
                  </Text>
                </li>
              ))}
            </ul>
          )
        }
      </RemoteView>
    </Section>
  );
}
