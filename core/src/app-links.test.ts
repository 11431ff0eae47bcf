import { expect, it } from 'vitest';
import { androidAssetLinks, appleAppSiteAssociation, opensApp } from './app-links.ts';

it('links of mails and shared rooms open the app', () => {
  for (const path of [
    '/room/0198c1b2-0000-7000-8000-000000000000',
    '/people/asha',
    '/privacy/cancel-erasure',
    '/privacy/certificates/abc',
    '/unsubscribe',
    '/verify-email',
  ]) {
    expect(opensApp(path), path).toBe(true);
  }
});

it('everything else stays in the browser', () => {
  for (const path of [
    ...['/', '/api/v1/streams', '/legal/privacy', '/dev/mailbox', '/delete-account', '/support'],
    ...['/privacy/exports/abc', '/privacy/cancel-erasure/x', '/room/', '/rooms/1', '/unsubscribed'],
  ]) {
    expect(opensApp(path), path).toBe(false);
  }
});

it('Apple learns the app by team and bundle id, for links and for passkeys', () => {
  const association = appleAppSiteAssociation('A1B2C3D4E5');
  expect(association.applinks.details[0]?.appIDs).toEqual(['A1B2C3D4E5.com.halobuzz.app']);
  expect(association.applinks.details[0]?.components).toContainEqual({ '/': '/room/*' });
  expect(association.webcredentials).toEqual({ apps: ['A1B2C3D4E5.com.halobuzz.app'] });
});

it('Android learns the app by package and certificate', () => {
  expect(androidAssetLinks(['AA:BB'])).toEqual([
    {
      relation: ['delegate_permission/common.handle_all_urls', 'delegate_permission/common.get_login_creds'],
      target: { namespace: 'android_app', package_name: 'com.halobuzz.app', sha256_cert_fingerprints: ['AA:BB'] },
    },
  ]);
});
