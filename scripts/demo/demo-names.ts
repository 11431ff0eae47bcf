import type { StartStreamRequest } from '@halobuzz/core/api/streams';

const firstNames = [
  ...['aarav', 'amara', 'anita', 'asha', 'bikram', 'bina', 'carlos', 'chloe', 'deepak', 'diego', 'elena', 'emeka'],
  ...['farah', 'gita', 'hana', 'hugo', 'ines', 'ishaan', 'jaya', 'jonas', 'kavya', 'kenji', 'laxmi', 'leila'],
  ...['lucia', 'manish', 'maya', 'mei', 'milan', 'nadia', 'nabin', 'nina', 'omar', 'pema', 'priya', 'rafael'],
  ...['ravi', 'rohan', 'sara', 'sita', 'sofia', 'sunil', 'tara', 'tenzin', 'tomas', 'uma', 'yuki', 'zara'],
];
const secondWords = [
  ...['beats', 'cooks', 'dances', 'draws', 'hikes', 'jams', 'k', 'laughs', 'live', 'music', 'nepal', 'online'],
  ...['plays', 'reads', 'rides', 'sings', 'skates', 'talks', 'travels', 'vibes'],
];

const broadcasts: readonly StartStreamRequest[] = [
  { title: 'Sunday morning ragas', category: 'music' },
  { title: 'Momo night: folding 100 dumplings', category: 'food' },
  { title: 'Ask me anything about trekking to Everest', category: 'talk' },
  { title: 'Ranked climb, road to diamond', category: 'gaming' },
  { title: 'Bollywood steps for beginners', category: 'dance' },
  { title: 'Acoustic requests until midnight', category: 'music' },
  { title: 'Thali for two in 30 minutes', category: 'food' },
  { title: 'Learn Nepali with me: greetings', category: 'education' },
  { title: 'Watch-along: the big derby', category: 'sports' },
  { title: 'Speedrun practice, any%', category: 'gaming' },
  { title: 'Lo-fi beats and homework', category: 'music' },
  { title: 'Late-night stories and chai', category: 'talk' },
  { title: 'Salsa footwork, slow to fast', category: 'dance' },
  { title: 'Maths olympiad warm-up', category: 'education' },
  { title: 'Sketching your profile pictures', category: 'other' },
  { title: 'Morning yoga, all levels', category: 'sports' },
];

/** A readable username of at most 24 characters. After `attempt` names that were taken it gets a number. */
export function demoUsername(attempt: number, random: () => number): string {
  const name = `${pick(firstNames, random)}_${pick(secondWords, random)}`;
  return attempt === 0 ? name : `${name}${Math.floor(random() * 10 ** Math.min(attempt + 1, 6))}`;
}

/** What the room of this number is about. */
export function demoBroadcast(number: number): StartStreamRequest {
  const broadcast = broadcasts[number % broadcasts.length];
  if (broadcast === undefined) throw new Error('there are no broadcasts');
  const part = Math.floor(number / broadcasts.length);
  return part === 0 ? broadcast : { ...broadcast, title: `${broadcast.title} (part ${part + 1})` };
}

/** One entry at random. Throws on an empty list. */
export function pick<T>(list: readonly T[], random: () => number): T {
  const entry = list[Math.floor(random() * list.length)];
  if (entry === undefined) throw new Error('the list is empty');
  return entry;
}
