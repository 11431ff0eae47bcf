import { expect, test } from 'vitest';
import { checkApp } from './app-rules.ts';

const rules = (source: string, file = 'mobile/src/ui/card.tsx') => checkApp(file, source).map(({ rule }) => rule);
const side = 'names left or right where start or end belongs, and no comment says why';
const words = 'says words that are not in a catalogue';
const count = '$' + '{count}';

test.each([
  'const a = { marginLeft: 4 };',
  'const a = { paddingRight: 4 };',
  'const a = { borderLeftWidth: 1 };',
  'const a = { borderTopRightRadius: 1 };',
  'const a = { left: 0 };',
  "const a = { position: 'absolute', right: space.m };",
  "const a = { textAlign: 'right' };",
])('a side of the screen is refused: %s', (source) => {
  expect(rules(source)).toEqual([side]);
  expect(rules(`// A picture of a face, which is not turned.\n${source}`)).toEqual([]);
  expect(rules(source, 'mobile/src/ui/card.test.tsx')).toEqual([]);
  expect(rules(source, 'edge/src/app.ts')).toEqual([]);
});

test.each([
  'const a = { marginStart: 4, borderTopEndRadius: 2 };',
  "const a = { textAlign: 'center', left, copyright: 1, 'left': 2 };",
  'const a = box.left;',
  'const a = b ? left : right;',
])('what names no side is left alone: %s', (source) => {
  expect(rules(source)).toEqual([]);
});

test.each([
  '<Button label="Send" />',
  "<Button label={busy ? 'Sending' : words.send} />",
  "<Button label={'send it'} />",
  `<Button label={\`${count} viewers\`} />`,
  '<View aria-label="Chat" />',
  '<AppText>Hello</AppText>',
  '<AppText>{count} viewers</AppText>',
  '  <AppText>\n    Hello there\n  </AppText>',
  "const rows = [{ label: 'Send' }];",
])('words outside of the catalogues are refused: %s', (source) => {
  expect(rules(source)).toEqual([words]);
  expect(rules(source, 'mobile/src/i18n/en/room.tsx')).toEqual([]);
});

test.each([
  '<Button label={words.send} kind="secondary" />',
  "<Button label={words.states[open ? 'open' : 'closed']} />",
  `<Button label={\`${count} ${count}\`} />`,
  '<View aria-label="HaloBuzz" role="button" />',
  '<AppText>{words.send}</AppText>',
  '<AppText>•</AppText>',
  'const a = share({ title: room.title, url: `/room/x` });',
  '<AppText>\n  {words.acceptTerms} <DocumentLink name="terms" />. {words.and}\n</AppText>',
  'const a = useState<string>();\nif (a < b && c > d) return <A />;',
  "import {\n  Button,\n  type Card,\n} from './x.tsx';",
])('words of a catalogue, and code, are left alone: %s', (source) => {
  expect(rules(source)).toEqual([]);
});
