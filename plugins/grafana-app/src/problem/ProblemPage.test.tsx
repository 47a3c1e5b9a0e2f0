import { fireEvent, screen, waitFor } from '@testing-library/react';
import { axe, toHaveNoViolations } from 'jest-axe';

import { answering, failing } from '../testing/draw';
import { drawScene } from '../testing/scene';
import { anomaly, problem } from '../testing/stories';
import { mainOf, membersOf, originReason } from './members';
import { problemScene } from './problem-scene';
import { earlierOf } from './WhyCard';

expect.extend(toHaveNoViolations);

const word = {
  id: '0b8c5a5e-6f0f-5d0a-9c55-2f3f6a1d7e42',
  word: 'false-alarm',
  comment: '<b>Load</b> test',
  person: { name: 'Ana' },
  time: problem.start,
  withdrawn: false,
};
const series = {
  id: anomaly.seriesId,
  kind: 'ratio',
  unit: '1',
  firstStep: problem.start - 20 * 86_400_000,
  step: 60_000,
};
const answers = {
  [`v1/problems/${problem.id}`]: { problem, anomalies: [anomaly] },
  'v1/entities': { items: [], next: null },
  [`v1/series/${anomaly.seriesId}`]: series,
  'v1/anomalies': { items: [], next: null },
  'v1/problems': { items: [], next: null },
  'v1/post-mortems': { items: [], next: null },
  'v1/feedback': { feedback: word, message: 'Recorded for payments; it does not change detection yet.' },
  [`v1/feedback/${word.id}/withdraw`]: {},
};
const open = (more: Record<string, unknown> = {}, role?: string, search?: string) => {
  const asked = answering({ ...answers, ...more }, role);
  return { asked, ...drawScene(problemScene(problem.id), search) };
};

it('says what is wrong, why, and asks whether that was right', async () => {
  const { container } = open();
  expect(await screen.findByText('payments failed 38 % of calls.')).toBeInTheDocument();
  expect(screen.getAllByTitle('Severe, concern 86 of 100')[0]).toHaveTextContent('Severe');
  expect(await screen.findByText(/it was 127× its usual/)).toBeInTheDocument();
  expect(await screen.findByText('nothing in 15 days')).toBeInTheDocument();
  expect(await axe(container, { rules: { region: { enabled: false } } })).toHaveNoViolations();
});

it('an unknown problem leads back', async () => {
  open({ [`v1/problems/${problem.id}`]: failing(404, 'There is no such problem.') });
  expect(await screen.findByText(/This problem does not exist, or was merged/)).toBeInTheDocument();
  expect(screen.getByText('Open the overview')).toBeInTheDocument();
});

it('a viewer sees the buttons and cannot use them', async () => {
  open({}, 'Viewer');
  expect(await screen.findByText('You can view this, not change it. Needs the Editor role.')).toBeInTheDocument();
  expect(screen.getByRole('button', { name: 'Real problem' })).toHaveAttribute('aria-disabled', 'true');
});

it('a word is saved as it was said, and can be taken back', async () => {
  const { asked } = open();
  fireEvent.click(await screen.findByRole('button', { name: 'False alarm' }));
  expect(await screen.findByText(/does not change detection yet/)).toBeInTheDocument();
  fireEvent.change(screen.getByLabelText('What did you see instead?'), { target: { value: ' Load test ' } });
  fireEvent.click(screen.getByRole('button', { name: 'Save word' }));
  expect(
    await screen.findByText('Saved. Recorded for payments; it does not change detection yet.')
  ).toBeInTheDocument();
  expect(asked.find(({ path, data }) => path === 'v1/feedback' && data)?.data).toEqual({
    word: 'false-alarm',
    problemId: problem.id,
    comment: 'Load test',
  });
  fireEvent.click(screen.getByRole('button', { name: 'Undo' }));
  await waitFor(() => expect(asked.some(({ path }) => path.endsWith('/withdraw'))).toBe(true));
});

it('a word that is not saved says so and keeps what was written', async () => {
  open(
    { 'v1/feedback': failing(403, 'You can view this, not change it. Needs the Editor role.') },
    'Editor',
    '?word=expected'
  );
  const field = await screen.findByLabelText('What was it?');
  expect(screen.getByRole('button', { name: 'Save word' })).toBeDisabled();
  fireEvent.change(field, { target: { value: 'Batch run' } });
  fireEvent.click(screen.getByRole('button', { name: 'Save word' }));
  expect(await screen.findByText('Your word was not saved.')).toBeInTheDocument();
  expect(field).toHaveValue('Batch run');
});

it('what people said stands there as text, with conflicts', async () => {
  const feedback = { words: [word], count: 2, needsReview: true };
  const { container } = open({
    [`v1/problems/${problem.id}`]: { problem: { ...problem, feedback }, anomalies: [anomaly] },
  });
  expect(await screen.findByText(/<b>Load<\/b> test/)).toBeInTheDocument();
  expect(container.querySelector('b')).toBeNull();
  expect(screen.getByText(/Ana said false alarm at .*Needs review\./)).toBeInTheDocument();
});

it('members come by first sign, the service before its endpoints', () => {
  const entity = {
    id: 'e1',
    kind: 'endpoint',
    environment: 'prod',
    namespace: '',
    name: 'payments',
    method: 'POST',
    route: '/pay',
    firstSeen: 0,
  };
  const endpoint = { ...anomaly, id: 'b', entityId: 'e1', symptom: { concernScore: 99 } };
  const later = {
    ...anomaly,
    id: 'c',
    indicator: 'latency_p95',
    start: anomaly.start + 60_000,
    symptom: { concernScore: 20 },
  };
  const members = membersOf([later, endpoint, anomaly], [entity]);
  expect(members.map(({ id }) => id)).toEqual([anomaly.id, 'b', 'c']);
  expect(members[1]).toMatchObject({ method: 'POST', route: '/pay' });
  expect(mainOf(members)?.id).toBe(anomaly.id);
  expect(originReason(members)).toMatchObject({ reasons: ['among the earliest'], runnerUp: { id: 'b' } });
  expect(originReason(members.slice(0, 1)).reasons).toEqual([]);
});

it('alike is the same indicator in the same direction, once a problem', () => {
  const before = { ...problem, id: 'p0', start: 0 };
  const same = { ...anomaly, problemId: 'p0' };
  const found = earlierOf(anomaly, [same, same, { ...same, direction: 'down' as const }, anomaly], [before, problem]);
  expect(found.map((one) => one.problem.id)).toEqual(['p0']);
});
