import { Button } from '@backstage/ui';
import { Message } from './Message';

/** A list whose filters leave no row, and the way back. */
export function NothingMatches({ clear }: { clear: () => void }) {
  return (
    <Message
      title="Nothing matches these filters."
      action={
        <Button variant="secondary" onPress={clear}>
          Clear filters
        </Button>
      }
    />
  );
}
