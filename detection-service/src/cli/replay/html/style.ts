/** The look of the report: light and dark, on a screen and on paper. Colours of concern as in the other screens. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1f2328; --soft: #59636e; --line: #d8dee4; --back: #ffffff; --card: #f6f8fa;
  --value: #1f60c4; --band: #1f60c4; --out: #c4162a; --low: #5794f2; --medium: #ffb357; --high: #fa6400; --severe: #c4162a; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9aa4af; --line: #30363d; --back: #0d1117;
  --card: #161b22; --value: #8ab8ff; --band: #8ab8ff; --out: #ff7383; --low: #8ab8ff; --medium: #ffcb7d; --high: #ff780a;
  --severe: #f2495c; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 32px 20px 64px; max-width: 920px; background: var(--back); color: var(--ink);
  font: 15px/1.5 system-ui, sans-serif; font-variant-numeric: tabular-nums; }
h1 { font-size: 24px; line-height: 1.25; margin: 0 0 4px; text-wrap: balance; }
h2 { font-size: 17px; margin: 36px 0 10px; }
h3 { font-size: 16px; margin: 0 0 2px; overflow-wrap: anywhere; }
p { margin: 0 0 8px; }
.aside, figcaption, dt { color: var(--soft); }
.aside { font-size: 14px; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 16px; margin: 12px 0; }
dd { margin: 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; font-size: 14px; }
th { text-align: left; font-weight: 600; color: var(--soft); }
th, td { padding: 5px 10px 5px 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
td.number, th.number { text-align: right; white-space: nowrap; }
.wide { overflow-x: auto; }
article { border: 1px solid var(--line); border-radius: 8px; padding: 16px; margin: 0 0 16px; break-inside: avoid; }
figure { margin: 14px 0 0; }
figcaption { font-size: 14px; margin-bottom: 4px; }
svg { display: block; width: 100%; min-width: 600px; height: auto; }
.mark { font-weight: 600; white-space: nowrap; }
.mark i { font-style: normal; }
i.low, rect.low { color: var(--low); fill: var(--low); } i.medium, rect.medium { color: var(--medium); fill: var(--medium); }
i.high, rect.high { color: var(--high); fill: var(--high); } i.severe, rect.severe { color: var(--severe); fill: var(--severe); }
.grid { stroke: var(--line); stroke-width: 1; } .lane { stroke: var(--line); stroke-width: 1; }
.tick { fill: var(--soft); font-size: 11px; } .name { fill: var(--ink); font-size: 13px; }
.value { fill: none; stroke: var(--value); stroke-width: 1.5; stroke-linejoin: round; }
.expected { fill: none; stroke: var(--soft); stroke-width: 1; stroke-dasharray: 2 3; }
.band { fill: var(--band); opacity: 0.14; } .span { fill: var(--out); opacity: 0.08; } .out { fill: var(--out); }
a { color: inherit; } a:focus-visible rect { outline: 2px solid var(--ink); }
footer { margin-top: 40px; color: var(--soft); font-size: 13px; overflow-wrap: anywhere; }
@media print { body { max-width: none; padding: 0; } }
`;
