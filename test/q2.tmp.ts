import { CHECKS, evaluate, factsOf } from '../electron/domains/risk/index';
import { RiskBenchWorld } from './support/risk-bench-world';

const w = new RiskBenchWorld(20, 50);
const orders = Array.from({ length: 64 }, () => w.next());
const best = (name: string, f: (o: any) => unknown) => {
  let b = 1e9;
  for (let r = 0; r < 3000; r++) {
    const t = performance.now();
    for (const o of orders) f(o);
    b = Math.min(b, ((performance.now() - t) / orders.length) * 1000);
  }
  console.log(name, b.toFixed(3));
};
best('decide', (o) => w.decide(o));
best('decide', (o) => w.decide(o));
const snaps = orders.map((o) => (w as any).snap(o));
best('snap', (o) => (w as any).snap(o));
let i = 0;
best('evaluate', (o) => evaluate(o, snaps[i++ % 64]));
i = 0;
best('facts', (o) => factsOf(o, snaps[i++ % 64]));
const facts = orders.map((o, k) => factsOf(o, snaps[k]));
for (const c of CHECKS) {
  let k = 0;
  best(c.id, () => c.evaluate(facts[k++ % 64]!));
}
