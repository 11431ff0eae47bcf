import type { AlertGroup } from './alert.ts';
import { dutyAlerts } from './alerts/duty-alerts.ts';
import { ledgerAlerts } from './alerts/ledger-alerts.ts';
import { serviceAlerts } from './alerts/service-alerts.ts';
import { sloAlerts } from './alerts/slo-alerts.ts';
import { storeAlerts } from './alerts/store-alerts.ts';

export const alertGroups: readonly AlertGroup[] = [sloAlerts, serviceAlerts, ledgerAlerts, storeAlerts, dutyAlerts];

export const allAlerts = alertGroups.flatMap(({ alerts }) => alerts);
