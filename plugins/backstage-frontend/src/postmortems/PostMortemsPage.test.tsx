import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { InMemoryWeirApi } from '../../dev/InMemoryWeirApi';
import { weirIn } from '../../dev/states';
import { renderPage, violations } from '../../dev/testing/renderPage';
import { PostMortemsPage } from './PostMortemsPage';

const DRAFT = '00000000-0000-4000-8000-000000000015';

function show(at: string, api = new InMemoryWeirApi()) {
  return renderPage(<PostMortemsPage />, { api, at, path: '/pm' });
}

describe('list of post-mortems', () => {
  it('says what is still promised, and opens one', async () => {
    const user = userEvent.setup();
    show('/pm');
    expect(await screen.findByText('1 promised action is open; 1 draft.')).toBeInTheDocument();
    const row = await screen.findByRole('row', { name: /payments failed/ });
    expect(row).toHaveTextContent('29 min');
    expect(row).toHaveTextContent('0 of 1');
    expect(await violations()).toHaveNoViolations();
    await user.click(row);
    expect(await screen.findByLabelText('Title')).toHaveValue('payments failed');
  });

  it.each([
    ['/pm', 'No post-mortems yet.'],
    ['/pm?show=drafts', 'No drafts.'],
    ['/pm?show=mine', 'No open action is yours.'],
  ])('helps when there is nothing at %s', async (at, title) => {
    show(at, weirIn('empty'));
    expect(await screen.findByText(title)).toBeInTheDocument();
  });

  it('says that Weir is down', async () => {
    show('/pm', weirIn('error'));
    expect(await screen.findByText('Weir cannot be reached.')).toBeInTheDocument();
  });
});

describe('writing a post-mortem', () => {
  it('saves itself two seconds after the last change', async () => {
    const { api } = show(`/pm/${DRAFT}`);
    const summary = await screen.findByLabelText('Summary');
    fireEvent.change(summary, { target: { value: 'It was the pool.' } });
    expect(screen.getByText(/Draft · changed/)).toBeInTheDocument();
    expect(api.asked).not.toContain(`update ${DRAFT}`);
    await waitFor(() => expect(api.asked).toContain(`update ${DRAFT}`));
    expect(await screen.findByText(/Draft · saved \d\d:\d\d · Ana, Ben/)).toBeInTheDocument();
    expect(api.story.postMortems[0]).toMatchObject({ revision: 4, sections: { summary: 'It was the pool.' } });
    expect(await violations()).toHaveNoViolations();
  });

  it('notices that somebody else has saved, and keeps both texts', async () => {
    const user = userEvent.setup();
    const { api } = show(`/pm/${DRAFT}`);
    const impact = await screen.findByLabelText('Impact');
    Object.assign(api.story.postMortems[0] as object, {
      revision: 9,
      updatedBy: { id: 'user:default/ben', name: 'Ben', via: 'backstage' },
      sections: { ...api.story.postMortems[0]?.sections, impact: 'Three shops.' },
    });
    fireEvent.change(impact, { target: { value: 'Two shops.' } });
    expect(await screen.findByText(/^Ben changed Impact at \d\d:\d\d\.$/)).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Show both' }));
    expect(screen.getByLabelText('Impact')).toHaveValue('Two shops.\n\nThree shops.');
    await waitFor(() => expect(api.story.postMortems[0]?.revision).toBe(10));
  });

  it('adds what the system knows with one click, and keeps its time as a footnote', async () => {
    const user = userEvent.setup();
    show(`/pm/${DRAFT}`);
    await user.click(await screen.findByRole('button', { name: 'Add: Peak: 41 % of calls failed' }));
    const timeline = screen.getByRole('region', { name: 'Timeline' });
    expect(within(timeline).getByDisplayValue('Peak: 41 % of calls failed')).toBeInTheDocument();
    fireEvent.change(within(timeline).getByLabelText('When: Over'), { target: { value: '2026-11-17T14:40' } });
    expect(within(timeline).getByText(/^The system says \d\d:\d\d:\d\d$/)).toBeInTheDocument();
  });

  it('is not published while an action has no owner or date; then it is, and is read', async () => {
    const user = userEvent.setup();
    const { api } = show(`/pm/${DRAFT}`);
    await user.click(await screen.findByRole('button', { name: 'Publish' }));
    expect(await screen.findByText("Give 'Timeout on the connection pool' an owner and a date.")).toBeInTheDocument();
    await user.type(screen.getByLabelText('Owner'), 'Ben');
    fireEvent.change(screen.getByLabelText('Due'), { target: { value: '2026-11-25' } });
    await user.click(screen.getByRole('button', { name: 'Publish' }));
    expect(await screen.findByText(/^Published today/)).toBeInTheDocument();
    expect(api.story.postMortems[0]?.state).toBe('published');
    expect(screen.getByText(/Timeout on the connection pool: Ben, 2026-11-25/)).toBeInTheDocument();
    expect(screen.getByText('38 %').tagName).toBe('STRONG');
    expect(await violations()).toHaveNoViolations();
  });

  it('keeps what was written when saving fails', async () => {
    const user = userEvent.setup();
    const { api } = show(`/pm/${DRAFT}`);
    fireEvent.change(await screen.findByLabelText('Lessons'), { target: { value: 'Keep this.' } });
    api.takeDown();
    expect(await screen.findByText('Not saved.')).toBeInTheDocument();
    expect(screen.getByLabelText('Lessons')).toHaveValue('Keep this.');
    api.bringUp();
    await user.click(screen.getByRole('button', { name: 'Save again' }));
    expect(await screen.findByText(/Draft · saved/)).toBeInTheDocument();
  });
});

describe('reading a post-mortem', () => {
  it('renders Markdown, and nothing that could run', async () => {
    const api = new InMemoryWeirApi();
    Object.assign(api.story.postMortems[0] as object, {
      state: 'published',
      publishedAt: Date.now(),
      title: '<script>alert(1)</script>',
      sections: {
        summary: '**bold** <img src=x onerror=alert(1)> [link](javascript:alert(1))',
        impact: '',
        detection: '',
        factors: '',
        lessons: '',
      },
    });
    const { container } = show(`/pm/${DRAFT}`, api);
    expect(await screen.findByText('<script>alert(1)</script>')).toBeInTheDocument();
    expect(screen.getByText('bold').tagName).toBe('STRONG');
    expect(container.querySelector('script, img')).toBeNull();
    expect(container.querySelector('a[href^="javascript"]')).toBeNull();
  });
});
