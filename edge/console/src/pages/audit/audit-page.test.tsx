import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { type Handler, pageAnswer, success } from '../../../testing/fake-server.ts';
import { myId, showPage } from '../../../testing/render-page.tsx';
import { AuditPage } from './audit-page.tsx';

const at = '2026-11-23T11:04:05.678Z';
const head = '9f'.repeat(32);
const entry = {
  ...{ sequence: 41, id: `au_${'a'.repeat(26)}`, at, actor: myId, action: 'account.banned' },
  ...{
    subject: `a${'b'.repeat(26)}`,
    reason: 'threats in chat',
    requestId: 'req-7',
    details: { seconds: 60 },
    hash: head,
  },
};
const sound = { verdict: 'sound', sound: { records: 41, head, at }, walked: { records: 41, since: at }, records: 41 };
const show = (check: Handler = () => success(sound)) =>
  showPage(<AuditPage />, {
    routes: {
      'GET /admin/audit': () => ({
        ...pageAnswer([entry]),
        body: { success: true, data: { items: [entry], previous: 'p' } },
      }),
      'GET /admin/audit/check': check,
    },
  });

test('shows who did what to whom and why, and narrows by a press', async () => {
  const { server } = await show();
  expect(await screen.findByText('account: banned', { selector: 'td' })).toBeTruthy();
  expect(screen.getByText('threats in chat')).toBeTruthy();
  expect(screen.getByText('req-7')).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: `Only ${myId}` }));
  await waitFor(() => expect(server.requests.at(-1)?.query.toString()).toBe(`actor=${myId}`));
  fireEvent.change(screen.getByLabelText('From'), { target: { value: '2026-11-23T09:00' } });
  fireEvent.blur(screen.getByLabelText('From'));
  const asUtc = new Date('2026-11-23T09:00').toISOString();
  await waitFor(() => expect(server.requests.at(-1)?.query.get('from')).toBe(asUtc));
});

test('says that the log is whole, and shows the head to note', async () => {
  await show();
  expect(await screen.findByText('Whole')).toBeTruthy();
  expect(screen.getAllByText(head).length).toBeGreaterThan(0);
});

test('says where it is broken', async () => {
  await show(() =>
    success({ ...sound, verdict: 'broken', broken: { sequence: 17, problem: 'the hash does not follow', at } }),
  );
  expect((await screen.findByRole('alert')).textContent).toContain('Broken at record 17');
});

test('compares a head that was noted, once it is one', async () => {
  const { server } = await show(({ query }) =>
    success({ ...sound, ...(query.has('head') ? { noted: 'differs' } : {}) }),
  );
  await screen.findByText('Whole');
  const press = () => fireEvent.click(screen.getByRole('button', { name: 'Compare', hidden: true }));
  fireEvent.change(screen.getByLabelText('Record'), { target: { value: '41' } });
  fireEvent.change(screen.getByLabelText('Head'), { target: { value: 'abc' } });
  press();
  expect(await screen.findByText(/64 hexadecimal digits/)).toBeTruthy();
  fireEvent.change(screen.getByLabelText('Head'), { target: { value: head } });
  press();
  expect((await screen.findByRole('alert')).textContent).toContain('It is another log');
  const asked = server.requests.filter(({ route, query }) => route === 'GET /admin/audit/check' && query.has('head'));
  expect(asked.map(({ query }) => query.toString())).toEqual([`head=${head}&sequence=41`]);
});
