"""What the page of scenarios adds to the style sheet: bars that fit any width, told without hue."""

STYLE = """
.lead{font-size:1.12rem;max-width:52rem;margin:.6rem 0 1rem}
.unit-months{background:var(--wash);border:1px solid var(--rule);padding:.5rem .8rem}
.key{display:inline-block;margin-right:1.2rem}
.key svg{vertical-align:-.1rem}
ul.effects{list-style:none;padding:0;margin:1rem 0;max-width:52rem}
ul.effects>li{border-top:1px solid var(--rule);padding:.6rem 0;break-inside:avoid}
ul.effects h3{margin:0;font-size:1.05rem}
ul.effects p{margin:.1rem 0 .3rem}
ul.rules li{margin:.5rem 0}
.id{color:var(--soft);font-size:.85rem;font-family:ui-monospace,monospace}
.bar{display:grid;grid-template-columns:3.6rem minmax(0,1fr) minmax(3.5rem,max-content);
gap:.5rem;align-items:center}
.bar>strong{font-size:1.15rem;font-variant-numeric:tabular-nums}
.bar svg,.key svg{display:inline-block;min-width:0}
.bar svg{display:block;border-left:1px solid var(--soft)}
rect.before{fill:var(--paper);stroke:var(--ink);stroke-width:1.5}
rect.after{fill:var(--t0)}
summary{cursor:pointer;padding:.4rem 0;font-weight:600}
details ul{padding-left:1.1rem}
@media print{summary{display:block}section+section>h2{break-before:auto}rect.after{fill:#222}}
"""
