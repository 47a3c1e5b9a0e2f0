/* eslint-disable jsx-a11y/no-autofocus -- a dialog puts the focus on its first field. */
import { useMemo, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { useApi } from '@backstage/core-plugin-api';
import {
  Button,
  Cell,
  CellText,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Table,
  Text,
  TextField,
  type ColumnConfig,
} from '@backstage/ui';
import {
  weirPostMortemWritePermission,
  weirProblemOf,
  type PostMortemSummary,
} from '@weir/backstage-plugin-weir-common';
import { weirApiRef } from '../api';
import { useMe } from '../feedback/useMe';
import { countOf } from '../format/number';
import { day, duration, iso } from '../format/time';
import { Choice } from '../states/Choice';
import { Message } from '../states/Message';
import { NotAllowed } from '../states/NotAllowed';
import { PageFrame } from '../states/PageFrame';
import { RemoteView } from '../states/RemoteView';
import { useMay } from '../states/useMay';
import { useNow } from '../states/useNow';
import { useRemote } from '../states/useRemote';
import { useUrlState } from '../states/useUrlState';
import states from '../states/states.module.css';
import { actionsWords } from './postMortemWords';
import styles from './postmortems.module.css';

const FILTERS = [
  { id: 'all', label: 'All' },
  { id: 'mine', label: 'My actions' },
  { id: 'drafts', label: 'Drafts' },
] as const;
type Filter = (typeof FILTERS)[number]['id'];
const MOST = 1000;

/** What did we learn, and what is still promised? */
export function PostMortemList() {
  const api = useApi(weirApiRef);
  const navigate = useNavigate();
  const me = useMe();
  const now = useNow(60_000);
  const { may, why } = useMay(weirPostMortemWritePermission);
  const [read, change] = useUrlState();
  const [writing, setWriting] = useState(false);
  const filter: Filter = FILTERS.find((one) => one.id === read('show'))?.id ?? 'all';
  const waits = filter === 'mine' && me === undefined;
  const remote = useRemote(waits ? undefined : `post-mortems ${filter} ${me}`, (signal) =>
    api.listPostMortems(
      {
        limit: MOST,
        ...(filter === 'drafts' && { state: 'draft' }),
        ...(filter === 'mine' && { actionOwner: me, openActions: true }),
      },
      { signal }
    )
  );
  const items = remote.value?.items;
  const columns = useMemo(() => columnsOf(now), [now]);
  const write = (
    <Button variant="primary" isDisabled={!may} onPress={() => setWriting(true)}>
      Write post-mortem
    </Button>
  );
  return (
    <PageFrame
      sentence={sentenceOf(items)}
      detail="Open one from a problem: the timeline is filled in for you."
      action={
        <div>
          {write}
          <NotAllowed why={why} />
        </div>
      }
    >
      <div className={states.filters}>
        <Choice
          label="Which"
          value={filter}
          onChange={(show) => change({ show: show === 'all' ? undefined : show })}
          options={FILTERS}
        />
      </div>
      <RemoteView remote={remote} lines={8}>
        {(page) =>
          page.items.length === 0 ? (
            <Nothing filter={filter} clear={() => change({ show: undefined })} />
          ) : (
            <div className={styles.list} data-weir-rows="">
              <Table
                columnConfig={columns}
                data={page.items}
                isStale={remote.loading}
                pagination={{ type: 'none' }}
                rowConfig={{ onClick: (row) => navigate(row.id) }}
                virtualized={page.items.length > 200}
              />
              {page.next && (
                <Text as="p" color="secondary">{`The newest ${countOf(page.items.length, 'post-mortem')} shown.`}</Text>
              )}
            </div>
          )
        }
      </RemoteView>
      {writing && <WriteDialog onClose={() => setWriting(false)} />}
    </PageFrame>
  );
}

function sentenceOf(items: readonly PostMortemSummary[] | undefined): string {
  if (!items || items.length === 0) return 'What was learnt, and what is still promised.';
  const open = items.reduce((sum, one) => sum + one.actionCount - one.actionsDone, 0);
  const overdue = items.reduce((sum, one) => sum + one.actionsOverdue, 0);
  const drafts = items.filter((one) => one.state === 'draft').length;
  const promised =
    open === 0
      ? 'Nothing that was promised is open'
      : `${countOf(open, 'promised action')} ${open === 1 ? 'is' : 'are'} open${overdue > 0 ? `, ${overdue} overdue` : ''}`;
  return `${promised}${drafts > 0 ? `; ${countOf(drafts, 'draft')}` : ''}.`;
}

function columnsOf(now: number): ColumnConfig<PostMortemSummary>[] {
  return [
    { id: 'title', label: 'Title', isRowHeader: true, minWidth: 280, cell: (row) => <CellText title={row.title} /> },
    { id: 'services', label: 'Services', cell: (row) => <CellText title={row.services.join(', ') || '–'} /> },
    {
      id: 'date',
      label: 'Date',
      cell: (row) => (
        <Cell>
          <span title={iso(row.start ?? row.updated)}>{day(row.start ?? row.updated, now)}</span>
        </Cell>
      ),
    },
    {
      id: 'length',
      label: 'Length',
      cell: (row) => <Cell>{row.duration === null ? '–' : duration(row.duration)}</Cell>,
    },
    { id: 'state', label: 'State', cell: (row) => <CellText title={row.state} /> },
    { id: 'actions', label: 'Actions', cell: (row) => <CellText title={actionsWords(row)} /> },
    { id: 'author', label: 'Author', cell: (row) => <CellText title={row.author.name} /> },
  ];
}

function Nothing(props: { filter: Filter; clear: () => void }) {
  if (props.filter !== 'all') {
    return (
      <Message
        title={props.filter === 'mine' ? 'No open action is yours.' : 'No drafts.'}
        action={
          <Button variant="secondary" onPress={props.clear}>
            Show all
          </Button>
        }
      />
    );
  }
  return (
    <Message title="No post-mortems yet.">
      Open a problem and choose ‘Write post-mortem’: the timeline is filled in for you.
    </Message>
  );
}

function WriteDialog(props: { onClose: () => void }) {
  const api = useApi(weirApiRef);
  const navigate = useNavigate();
  const [title, setTitle] = useState('');
  const [refused, setRefused] = useState<string | undefined>();

  async function write() {
    try {
      const { postMortem } = await api.createPostMortem({ title: title.trim() });
      navigate(postMortem.id);
    } catch (error) {
      setRefused(weirProblemOf(error).message);
    }
  }

  return (
    <Dialog isOpen onOpenChange={(open) => !open && props.onClose()} width={480}>
      <DialogHeader>Write post-mortem</DialogHeader>
      <DialogBody>
        <TextField
          label="What happened, in a few words"
          description="From a problem of a service its timeline and numbers are filled in: open it there instead."
          autoFocus
          maxLength={200}
          value={title}
          onChange={setTitle}
        />
        {refused && <Text color="danger">{refused}</Text>}
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" onPress={props.onClose}>
          Cancel
        </Button>
        <Button variant="primary" isDisabled={title.trim() === ''} onPress={write}>
          Write
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
