import { AccountScreen } from './account-screen.tsx';
import { DevicesScreen } from './devices-screen.tsx';
import { OwnProfileScreen } from './own-profile-screen.tsx';
import { PeopleListsScreen } from './people-lists-screen.tsx';
import { SecurityScreen } from './security-screen.tsx';

/** The screens of the account, which are loaded as one piece: they share most of their code. */
export const accountScreens = {
  account: AccountScreen,
  ownProfile: OwnProfileScreen,
  security: SecurityScreen,
  devices: DevicesScreen,
  people: PeopleListsScreen,
};
