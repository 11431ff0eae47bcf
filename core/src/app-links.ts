/** Under what the stores, the systems of phones and our own links know the app. */
export const appIdentity = {
  scheme: 'halobuzz',
  /** Bundle id of iOS and package of Android alike. */
  id: 'com.halobuzz.app',
  /** Where the stores send people, and whose links a build opens that is told of no other installation. */
  site: 'https://halobuzz.com',
  /** Where its people write to who need help. */
  support: 'support@halobuzz.com',
} as const;

/**
 * Pages of the web app whose https links open the installed app (universal links of iOS, app links of Android). `/*` stands
 * for whatever follows. Everything else stays in the browser: the lobby, as who types our address wants the web; the pages
 * that stores and lawyers read; the download of an archive, which a browser keeps where people find their files.
 */
export const appLinkPaths = [
  '/room/*',
  '/people/*',
  '/broadcasts/*',
  '/verify-email',
  '/reset-password',
  '/unsubscribe',
  '/privacy',
  '/privacy/cancel-erasure',
  '/appeal',
  '/privacy/certificates/*',
  '/privacy/parent',
] as const;

/** The relations that Android asks for: open links of the site, and share its credentials (passkeys). */
const androidRelations = ['delegate_permission/common.handle_all_urls', 'delegate_permission/common.get_login_creds'];

/** What Apple reads at `/.well-known/apple-app-site-association`: links, and passkeys of the site. */
export function appleAppSiteAssociation(teamId: string) {
  const appId = `${teamId}.${appIdentity.id}`;
  return {
    applinks: { details: [{ appIDs: [appId], components: appLinkPaths.map((path) => ({ '/': path })) }] },
    webcredentials: { apps: [appId] },
  };
}

/** What Android reads at `/.well-known/assetlinks.json`. `fingerprints`: SHA-256 of the signing certificates, `AB:CD:…`. */
export function androidAssetLinks(fingerprints: readonly string[]) {
  return [
    {
      relation: androidRelations,
      target: {
        namespace: 'android_app',
        package_name: appIdentity.id,
        sha256_cert_fingerprints: fingerprints,
      },
    },
  ];
}

/** Whether a path of the site opens the app where it is installed. */
export function opensApp(path: string): boolean {
  return appLinkPaths.some((pattern) =>
    pattern.endsWith('/*')
      ? path.startsWith(pattern.slice(0, -1)) && path.length > pattern.length - 1
      : path === pattern,
  );
}
