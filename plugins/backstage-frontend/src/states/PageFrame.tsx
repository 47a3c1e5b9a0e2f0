import type { ReactNode } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { Alert, Container, Text } from '@backstage/ui';
import type { WeirStatus } from '@weir/backstage-plugin-weir-common';
import { weirApiRef } from '../api';
import { KeyHelp } from './KeyHelp';
import { Message } from './Message';
import { useRemote } from './useRemote';
import styles from './states.module.css';

/**
 * What all pages have: the sentence that answers the page's question, its main button, and a word when the service
 * speaks an older or newer contract.
 */
export function PageFrame(props: {
  sentence: string;
  detail?: ReactNode;
  action?: ReactNode;
  /** Keys of this page besides the usual ones. */
  keys?: Readonly<Record<string, string>>;
  children: ReactNode;
}) {
  const { sentence, detail, action, keys, children } = props;
  const api = useApi(weirApiRef);
  const status = useRemote('status', (signal) => api.getStatus({ signal }));
  const match = status.value?.contract.match;
  return (
    <Container className={styles.page}>
      <div className={styles.head}>
        <div className={styles.sentence}>
          <Text as="h2" variant="title-x-small" weight="bold">
            {sentence}
          </Text>
          {detail && (
            <Text as="p" variant="body-medium" color="secondary">
              {detail}
            </Text>
          )}
        </div>
        {action}
      </div>
      {status.value && <ContractNotice status={status.value} />}
      {match === 'incompatible' ? (
        <Message title="Nothing is shown until both speak the same contract.">
          Update the older one of the two: the plugin or the service.
        </Message>
      ) : (
        children
      )}
      <KeyHelp keys={keys} />
    </Container>
  );
}

function ContractNotice(props: { status: WeirStatus }) {
  const { plugin, service, match } = props.status.contract;
  if (match === null || match === 'same') return null;
  return (
    <Alert
      className={styles.alert}
      status="info"
      icon
      title={`This plugin speaks contract ${plugin}, the service ${service}.`}
      description={
        match === 'service-newer'
          ? 'What is new in the service is hidden until the plugin is updated.'
          : 'What the service does not know is hidden until the service is updated.'
      }
    />
  );
}
