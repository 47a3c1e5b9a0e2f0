import { Text } from '@backstage/ui';

/** Why controls beside it are disabled; nothing when they are not. */
export function NotAllowed(props: { why: string | undefined }) {
  if (!props.why) return null;
  return (
    <Text as="p" variant="body-small" color="secondary">
      {props.why}
    </Text>
  );
}
