import { fileURLToPath } from 'node:url';

/**
 * What the web app's production bundle leaves out of its packages: they import these, this app never calls them, and everybody
 * would download them. A quarter of the first load. `from` is the importing file, `what` how it names the import; `instead` is what
 * stands there, nothing (an empty module) unless said.
 *
 * `npm test` weighs the first load, so that an upgrade which moves one of these files is noticed; and the end-to-end tests use
 * every screen of what is built so.
 */
const standIns = {
  head: fileURLToPath(new URL('./stand-ins/head.js', import.meta.url)),
  nativeStack: fileURLToPath(new URL('./stand-ins/native-stack.js', import.meta.url)),
  screensFeatureFlags: fileURLToPath(new URL('./stand-ins/screens-feature-flags.js', import.meta.url)),
};

const ofExpoRouter = [
  // Navigators and their headers: the app has one frame of its own, with `Slot` in it.
  { from: 'exports.js', what: './layouts/Tabs' },
  { from: 'exports.js', what: './layouts/experimental-stack' },
  { from: 'exports.js', what: './standard-navigation' },
  { from: 'exports.js', what: './views/ErrorBoundary' },
  { from: 'index.js', what: './stack' },
  { from: 'index.js', what: './color' },
  { from: 'layouts/withLayoutContext.js', what: '../native-tabs/NativeTabTrigger' },
  { from: 'layouts/StackClient.js', what: './stack-utils' },
  {
    from: 'layouts/StackClient.js',
    what: '../fork/native-stack/createNativeStackNavigator',
    instead: standIns.nativeStack,
  },
  { from: 'ExpoRoot.js', what: './screensFeatureFlags', instead: standIns.screensFeatureFlags },
  // Previews of links, which iOS has.
  { from: 'link/ExpoLink.js', what: './LinkWithPreview' },
  { from: 'link/elements.js', what: './preview/HrefPreview' },
  // Pages and notices for developers; the app has its own page for what is not there.
  { from: 'views/EmptyRoute.js', what: './Toast' },
  { from: 'views/SuspenseFallback.js', what: './Toast' },
  { from: 'exports.js', what: './views/Sitemap' },
  { from: 'ExpoRoot.js', what: './views/Sitemap' },
  { from: 'getRoutes.js', what: './views/Sitemap' },
  { from: 'qualified-entry.js', what: './head', instead: standIns.head },
].map((entry) => ({ ...entry, from: `expo-router/build/${entry.from}` }));

const ofZod = [
  // JSON Schema and ahead-of-time compilation: the server describes its API, browsers only check answers.
  { from: 'classic/external.js', what: './from-json-schema.js' },
  { from: 'classic/external.js', what: '../core/json-schema-processors.js' },
  { from: 'classic/schemas.js', what: '../core/json-schema-processors.js' },
  { from: 'classic/schemas.js', what: '../core/to-json-schema.js' },
  { from: 'core/index.js', what: './json-schema-processors.js' },
  { from: 'core/index.js', what: './json-schema-generator.js' },
  { from: 'core/index.js', what: './to-json-schema.js' },
  { from: 'core/index.js', what: './compile.js' },
].map((entry) => ({ ...entry, from: `zod/v4/${entry.from}` }));

/**
 * Parts of React Native that this app does not draw with; a package that asks for all of React Native brings them. A test looks
 * that no file of the app imports one.
 */
export const unusedOfReactNative = [
  'Button',
  'CheckBox',
  'DrawerLayoutAndroid',
  'FlatList',
  'ImageBackground',
  'Picker',
  'ProgressBar',
  'SectionList',
  'Touchable',
  'TouchableHighlight',
  'TouchableNativeFeedback',
  'TouchableOpacity',
  'TouchableWithoutFeedback',
  'VirtualizedList',
  'YellowBox',
];

const ofReactNative = [
  ...unusedOfReactNative.map((name) => ({ from: 'index.js', what: `./exports/${name}` })),
  { from: 'vendor/react-native/Animated/Animated.js', what: './components/AnimatedFlatList' },
  { from: 'vendor/react-native/Animated/Animated.js', what: './components/AnimatedSectionList' },
].map((entry) => ({ ...entry, from: `react-native-web/dist/${entry.from}` }));

const leftOut = new Map(
  [...ofExpoRouter, ...ofReactNative, ...ofZod].map((entry) => [`${entry.from} ${entry.what}`, entry]),
);

/** What stands in place of an import, as Metro's resolvers answer; undefined where the import itself stays. */
export const webLeavesOut = (originModulePath, moduleName) => {
  const inPackages = originModulePath.replaceAll('\\', '/').split('/node_modules/').at(-1);
  const entry = leftOut.get(`${inPackages} ${moduleName}`);
  if (entry === undefined) return undefined;
  return entry.instead === undefined ? { type: 'empty' } : { type: 'sourceFile', filePath: entry.instead };
};
