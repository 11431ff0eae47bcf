import { expect, it } from 'vitest';
import { eventExamples, welcomeExample } from '../../testing/protocol-examples.ts';
import { listenTo } from './room-listener.ts';

it('gives each event to the handler of its name, and passes over the others', () => {
  const heard: unknown[] = [];
  const listener = listenTo({
    gift: (gift, { offset }) => heard.push([gift.coins, offset]),
    'gift.confirmed': ({ tx }) => heard.push(tx),
    onState: (state, detail) => heard.push([state, detail]),
    onWelcome: (welcome) => heard.push(welcome.viewers),
  });
  for (const event of Object.values(eventExamples)) listener.onEvent(event, { offset: 4, serverTimeMs: 1 });
  listener.onState('refused', 'room_banned');
  listener.onWelcome(welcomeExample);
  const { gift } = eventExamples;
  const { tx } = eventExamples['gift.confirmed'];
  expect(heard).toEqual([[gift.coins, 4], tx, ['refused', 'room_banned'], welcomeExample.viewers]);
});
