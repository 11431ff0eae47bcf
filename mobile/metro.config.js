const { getDefaultConfig } = require('expo/metro-config');

const config = getDefaultConfig(__dirname);
const resolveByDefault = config.resolver.resolveRequest;

/**
 * Leaves out zod's messages in forty languages, a sixth of the whole bundle: zod imports them all, and this app's own
 * strings are what people read. English, which zod loads by itself, stays.
 */
config.resolver.resolveRequest = (context, moduleName, platform) => {
  const fromZod = /[\\/]node_modules[\\/]zod[\\/]/.test(context.originModulePath);
  if (fromZod && moduleName === '../locales/index.js') return { type: 'empty' };
  const resolve = resolveByDefault ?? context.resolveRequest;
  return resolve(context, moduleName, platform);
};

module.exports = config;
