import { pick } from './demo-names.ts';

const greetings = [
  'hey everyone',
  'hi from {city}!',
  'namaste 🙏',
  'just got here, what did I miss?',
  'hello hello',
  'first time here',
];
const remarks = [
  ...['this is so good', 'love this 💖', 'the sound is great today', 'wow', 'how long have you been doing this?'],
  ...['can you do that again?', 'haha', 'same here', 'I needed this today', 'greetings from {city}', 'so relaxing'],
  ...[
    'what song is that?',
    'my sister would love this',
    'how do you stay so calm',
    'following!',
    '👏👏👏',
    'brilliant',
  ],
  ...[
    'is this every week?',
    'please do one more',
    'learning a lot here',
    'that was smooth',
    'who else is from {city}?',
  ],
  ...['the best part of my evening', 'you make it look easy', 'okay that was impressive', 'goosebumps', '🔥🔥'],
];
const answers = [
  'agree with {name}',
  '{name} haha yes',
  '@{name} same!',
  'well said {name}',
  '{name} where are you watching from?',
];
const hostRemarks = [
  ...['thank you all for being here', 'tell me where you are watching from', 'one more, then a short break'],
  ...['let me know if the sound is fine', 'questions? write them here', 'good to see so many of you'],
  ...['this one is for everybody in {city}', 'drop a like if you enjoy it', 'okay, here we go'],
];
const thanks = [
  'thank you {name} for the {gift}!',
  '{name}! a {gift}, wow',
  'a {gift} from {name}, you are too kind',
  'much love {name} 💖',
];
const cities = [
  'Kathmandu',
  'Pokhara',
  'Mumbai',
  'Delhi',
  'Lisbon',
  'Berlin',
  'Lagos',
  'Manila',
  'São Paulo',
  'Toronto',
  'Osaka',
  'Cairo',
];

type Fill = { readonly name?: string | undefined; readonly gift?: string | undefined };

export function greeting(random: () => number): string {
  return filled(pick(greetings, random), {}, random);
}

/** What a viewer says; `name` is somebody who spoke before, to answer now and then. */
export function viewerLine(name: string | undefined, random: () => number): string {
  const line = name !== undefined && random() < 0.3 ? pick(answers, random) : pick(remarks, random);
  return filled(line, { name }, random);
}

export function hostLine(random: () => number): string {
  return filled(pick(hostRemarks, random), {}, random);
}

export function thanksLine(name: string, gift: string, random: () => number): string {
  return filled(pick(thanks, random), { name, gift }, random);
}

function filled(line: string, { name = 'friend', gift = 'gift' }: Fill, random: () => number): string {
  return line.replace('{name}', name).replace('{gift}', gift).replace('{city}', pick(cities, random));
}
