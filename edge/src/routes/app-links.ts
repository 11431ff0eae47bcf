import { androidAssetLinks, appleAppSiteAssociation } from '@halobuzz/core/app-links';
import { AppError } from '@halobuzz/core/errors/app-error';
import type { Hono } from 'hono';
import type { EdgeEnv } from '../http/edge-env.ts';

/**
 * By these files Apple and Android believe the app that it may open our links and use our passkeys. Both fetch them from
 * their own networks and keep them for a day or so; where the store's identifiers are not set, nothing may be believed.
 */
export function appLinkRoutes(app: Hono<EdgeEnv>): void {
  app.get('/.well-known/apple-app-site-association', (c) => {
    const { appleTeamId } = c.get('services').config.app;
    if (appleTeamId === undefined) throw new AppError('app_not_registered');
    return c.json(appleAppSiteAssociation(appleTeamId));
  });

  app.get('/.well-known/assetlinks.json', (c) => {
    const { androidFingerprints } = c.get('services').config.app;
    if (androidFingerprints.length === 0) throw new AppError('app_not_registered');
    return c.json(androidAssetLinks(androidFingerprints));
  });
}
