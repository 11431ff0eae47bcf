import { BroadcastsScreen } from '../live/broadcasts-screen.tsx';
import { GoLiveScreen } from '../live/go-live-screen.tsx';
import { AppealLinkScreen } from './appeal-link-screen.tsx';
import { HostSheet } from './host-sheet.tsx';
import { ModerationMenu } from './moderation-menu.tsx';
import { SanctionsScreen } from './sanctions-screen.tsx';
import { SummaryScreen } from './summary-screen.tsx';

/**
 * What hosts and moderators have, loaded as one piece when the first of it is opened. One by one they would share most of
 * their code, and what pieces share is in the first load of everybody.
 */
export const hostScreens = {
  AppealLinkScreen,
  BroadcastsScreen,
  GoLiveScreen,
  HostSheet,
  ModerationMenu,
  SanctionsScreen,
  SummaryScreen,
};
