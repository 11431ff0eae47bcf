/** Parts of React Native that the web bundle leaves out. */
export const unusedOfReactNative: readonly string[];

/** What stands in place of an import, as the bundler's resolvers answer; undefined where the import itself stays. */
export function webLeavesOut(
  originModulePath: string,
  moduleName: string,
): { readonly type: 'empty' } | { readonly type: 'sourceFile'; readonly filePath: string } | undefined;
