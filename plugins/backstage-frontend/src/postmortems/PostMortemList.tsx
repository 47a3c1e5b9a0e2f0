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
  Select,
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
import { NothingMatches } from '../states/NothingMatches';
import { NotAllowed } from '../states/NotAllowed';
import { PageFrame } from '../states/PageFrame';
import { offsetOf, pagesOf } from '../states/pages';
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
const PAGE = 50;

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
  const offset = offsetOf(read('offset'));
  // Only one's own depend on who one is.
  const wanted = filter === 'mine' ? me && `post-mortems of ${me}` : `post-mortems ${filter}`;
  const remote = useRemote(wanted, (signal) =>
    api.listPostMortems(
      {
        limit: MOST,
        ...(filter === 'drafts' && { state: 'draft' }),
        ...(filter === 'mine' && { actionOwner: me, openActions: true }),
      },
      { signal }
    )
  );
  const all = remote.value?.items;
  const author = read('author');
  const authors = useMemo(() => authorsOf(all ?? []), [all]);
  const items = author ? all?.filter((one) => one.author.id === author) : all;
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
          onChange={(show) => change({ show: show === 'all' ? undefined : show, offset: undefined })}
          options={FILTERS}
        />
        {(authors.length > 1 || author) && (
          <Select
            className={states.select}
            size="small"
            aria-label="Author"
            searchable={authors.length > 10}
            searchPlaceholder="Search authors"
            value={author || 'all'}
            onChange={(key) => change({ author: key === 'all' ? undefined : String(key), offset: undefined })}
            options={[{ id: 'all', label: 'All authors' }, ...authors]}
          />
        )}
      </div>
      <RemoteView remote={remote} lines={8}>
        {(page) =>
          items?.length === 0 || !items ? (
            <Nothing
              filter={filter}
              filtered={author !== ''}
              clear={() => change({ show: undefined, author: undefined, offset: undefined })}
            />
          ) : (
            <div className={styles.list} data-weir-rows="">
              <Table
                columnConfig={columns}
                data={items.slice(offset, offset + PAGE)}
                isStale={remote.loading}
                pagination={
                  items.length <= PAGE && offset === 0
                    ? { type: 'none' }
                    : {
                        type: 'page',
                        ...pagesOf({
                          offset,
                          limit: PAGE,
                          total: items.length,
                          onOffset: (next) => change({ offset: next }),
                        }),
                      }
                }
                rowConfig={{ onClick: (row) => navigate(row.id) }}
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

/** Who wrote them, by name. */
function authorsOf(items: readonly PostMortemSummary[]): { id: string; label: string }[] {
  const names = new Map(items.map(({ author }) => [author.id, author.name]));
  return [...names].map(([id, label]) => ({ id, label })).sort((one, other) => one.label.localeCompare(other.label));
}

function Nothing(props: { filter: Filter; filtered: boolean; clear: () => void }) {
  if (props.filtered) return <NothingMatches clear={props.clear} />;
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
