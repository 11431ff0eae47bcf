import { getDefaultConfig } from 'expo/metro-config.js';
import { webLeavesOut } from './web-leaves-out.mjs';

const config = getDefaultConfig(import.meta.dirname);
const resolveByDefault = config.resolver.resolveRequest;

/** Zod imports its messages in forty languages, a sixth of the whole bundle, on every platform. */
const isZodLocales = (originModulePath, moduleName) =>
  moduleName === '../locales/index.js' && /[\\/]node_modules[\\/]zod[\\/]/.test(originModulePath);

config.resolver.resolveRequest = (context, moduleName, platform) => {
  if (isZodLocales(context.originModulePath, moduleName)) return { type: 'empty' };
  const leftOut = platform === 'web' && !context.dev ? webLeavesOut(context.originModulePath, moduleName) : undefined;
  if (leftOut !== undefined) return leftOut;
  const resolve = resolveByDefault ?? context.resolveRequest;
  return resolve(context, moduleName, platform);
};

export default config;
