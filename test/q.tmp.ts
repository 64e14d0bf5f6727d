import { quantile } from './bench/result';
import { RiskBenchWorld } from './support/risk-bench-world';

const [B, S] = (process.argv[2] ?? '20,50').split(',').map(Number) as [number, number];
const w = new RiskBenchWorld(B, S);
const N = 60000;
for (let r = 0; r < 4; r++) {
  const tn: number[] = [],
    td: number[] = [],
    ta: number[] = [];
  let adm = 0;
  const fails: Record<string, number> = {};
  for (let i = 0; i < N; i++) {
    const a = performance.now();
    const o = w.next();
    const b = performance.now();
    const e = w.decide(o);
    const c = performance.now();
    w.after(o, e);
    const d = performance.now();
    tn.push(b - a);
    td.push(c - b);
    ta.push(d - c);
    if (e.verdict !== 'deny') adm++;
    if (i % 50 === 0) for (const x of e.outcomes) if (!x.passed) fails[x.check.id] = (fails[x.check.id] ?? 0) + 1;
  }
  const f = (x: number[]) => [0.5, 0.9, 0.99].map((q) => (quantile(x, q) * 1000).toFixed(2)).join('/');
  console.log('next', f(tn), 'decide', f(td), 'after', f(ta), adm / N, r === 3 ? JSON.stringify(fails) : '');
}
