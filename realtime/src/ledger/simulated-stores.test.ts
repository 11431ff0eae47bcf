import { seededRandom } from '@halobuzz/core/testing/seeded-random';
import { booksContract } from '../../testing/ledger-simulation/books.contract.ts';
import { simBooks } from '../../testing/ledger-simulation/sim-books.ts';
import { SimMongo } from '../../testing/ledger-simulation/sim-mongo.ts';
import { SimMongoLine } from '../../testing/ledger-simulation/sim-mongo-line.ts';
import { SimProcess } from '../../testing/ledger-simulation/sim-process.ts';
import { simWallet } from '../../testing/ledger-simulation/sim-wallet.ts';
import { SimWalletNet, simWalletStore } from '../../testing/ledger-simulation/sim-wallet-line.ts';
import { SimWalletServer } from '../../testing/ledger-simulation/sim-wallet-server.ts';
import { VirtualTime } from '../../testing/ledger-simulation/virtual-time.ts';
import { walletStoreContract } from '../../testing/ledger-simulation/wallet-store.contract.ts';

/** Lets virtual time pass until a call is answered. */
function runner(time: VirtualTime) {
  return async <T>(call: Promise<T>): Promise<T> => {
    let over = false;
    const end = (): void => {
      over = true;
    };
    call.then(end, end);
    await time.runUntil(() => over, time.nowMs + 60_000);
    return call;
  };
}

walletStoreContract('the simulated server', async () => {
  const time = new VirtualTime(Date.now());
  const random = seededRandom(1);
  const server = new SimWalletServer(time, { accepted: () => {}, takenBack: () => {} });
  const net = new SimWalletNet(server, time, random);
  const session = net.open(new SimProcess('test', time, 0));
  return { store: simWalletStore(session, time), wallet: simWallet(() => session), run: runner(time) };
});

booksContract('the simulated replica set', async () => {
  const time = new VirtualTime(Date.now());
  const random = seededRandom(1);
  const mongo = new SimMongo(time, random, [3, 21]);
  const rules = { comparesHeads: true, comparesTerms: true, comparesIds: true };
  const books = (owner: string) =>
    simBooks(new SimMongoLine(mongo, new SimProcess(owner, time, 0), time, random), owner, rules);
  return { a: books('a'), b: books('b'), run: runner(time) };
});
