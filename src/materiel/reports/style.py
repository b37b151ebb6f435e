"""The one style sheet of a page: light and dark, from a phone's width to paper."""

CSS = """
:root{color-scheme:light dark;--paper:#fff;--ink:#1b1f24;--soft:#57606a;--rule:#d0d7de;
--wash:#f3f5f7;--link:#0b4f91;--warn:#fff4d6;--warn-ink:#4d3800;
--t0:#1f4e79;--t1:#6b9ac4;--t2:#c9a227;--t3:#b5bcc4;
--q1:#e1ebf4;--q2:#bfd5e8;--q3:#97bad9;--q4:#72a0c9}
@media(prefers-color-scheme:dark){:root{--paper:#14181d;--ink:#e8ebee;--soft:#a5afb9;
--rule:#39424c;--wash:#1d232a;--link:#8cc2ff;--warn:#3b3114;--warn-ink:#f4e3b0;
--t0:#8cc2ff;--t1:#4f7fae;--t2:#d9b64a;--t3:#6d7680;
--q1:#1f3246;--q2:#26455f;--q3:#2d587b;--q4:#346b97}}
*{box-sizing:border-box}
html{scroll-padding-top:.5rem}
body{margin:0;background:var(--paper);color:var(--ink);
font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;
overflow-wrap:anywhere}
main,header.top,footer{max-width:78rem;margin:0 auto;padding:0 1rem}
header.top{padding-top:1rem}
h1{font-size:1.7rem;line-height:1.2;margin:.2rem 0 .4rem}
h2{font-size:1.45rem;line-height:1.25;margin:2.6rem 0 .4rem;padding-top:.8rem;
border-top:3px solid var(--t0)}
h3{font-size:1.15rem;margin:2.2rem 0 .3rem}
h4{font-size:1rem;margin:1.4rem 0 .2rem}
p{margin:.4rem 0;max-width:46rem}
a{color:var(--link)}
a:target,tr:target,li:target,article:target{outline:3px solid var(--t2);outline-offset:2px}
.soft{color:var(--soft);font-size:.9rem}
.banner{background:var(--warn);color:var(--warn-ink);padding:.5rem .8rem;border-radius:.3rem;
border-left:5px solid var(--t2);margin:.6rem 0;max-width:none}
nav ul{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;list-style:none;padding:0;margin:.5rem 0}
.short{background:var(--wash);border:1px solid var(--rule);border-radius:.4rem;
padding:.5rem 1rem;margin:.8rem 0}
.short ul{padding-left:1.1rem;margin:.3rem 0}
.short li{margin:.35rem 0;max-width:52rem}
.short a.n{font-weight:650;white-space:normal}
.box{overflow-x:auto;max-width:100%;border:1px solid var(--rule);border-radius:.3rem;
margin:.5rem 0;background:var(--paper)}
.box:focus-visible{outline:2px solid var(--link)}
table{border-collapse:collapse;width:100%;font-size:.86rem;line-height:1.35}
th,td{padding:.3rem .5rem;text-align:left;vertical-align:top;border-bottom:1px solid var(--rule);
min-width:4.2rem;overflow-wrap:break-word}
thead th{background:var(--wash);border-bottom:2px solid var(--rule);font-weight:600}
tbody th.group{background:var(--wash);font-size:.92rem}
tr.strong td{font-weight:600}
tr.told td{border-bottom:0;padding-bottom:.1rem}
tr.remark td{color:var(--soft);font-size:.8rem;padding-top:0;padding-left:1.2rem}
td.num{text-align:right;font-variant-numeric:tabular-nums;min-width:4.6rem}
thead th.num{text-align:right}
td.long,td.mid,td.cites{overflow-wrap:anywhere}
td.long{min-width:15rem}
td.mid{min-width:8.5rem}
td.cites{min-width:6rem;font-size:.8rem}
@media screen and (min-width:40.01rem){.wide th,.wide td{min-width:2.6rem;padding:.3rem .35rem}
.wide td.num{min-width:3rem}
.wide td.long{min-width:9.5rem}
.wide td.mid{min-width:5.2rem}
.wide td.cites{min-width:4.2rem}}
td.cites a{display:inline-block;padding:0 .18rem}
caption{text-align:left;padding:.4rem .5rem;color:var(--soft);font-size:.86rem}
details{margin:.5rem 0}
summary{cursor:pointer;padding:.25rem 0;font-weight:600;color:var(--link)}
ul.notes{margin:.2rem 0 .6rem;padding-left:1.1rem;color:var(--soft);font-size:.86rem}
figure{margin:.8rem 0;overflow-x:auto;max-width:100%}
figcaption{font-weight:600;font-size:.95rem;margin-bottom:.2rem}
svg.chart{display:block;width:100%;min-width:34rem;max-width:50rem;height:auto}
svg text{font:12px system-ui,sans-serif;fill:var(--ink)}
svg text.i{font-size:11px;fill:var(--paper)}
svg text.s{font-size:11px;fill:var(--soft)}
svg .t0{fill:var(--t0)}svg .t1{fill:var(--t1)}svg .t2{fill:var(--t2)}svg .t3{fill:var(--t3)}
svg text.n{font-size:11px;paint-order:stroke;stroke:var(--paper);stroke-width:2.5px;
stroke-opacity:.75;stroke-linejoin:round}
svg .q1{fill:var(--q1)}svg .q2{fill:var(--q2)}svg .q3{fill:var(--q3)}svg .q4{fill:var(--q4)}
svg .frame{stroke:var(--rule);stroke-width:1}
svg .open{stroke:var(--ink);stroke-width:1.2;stroke-dasharray:3 2}
svg .flow{fill:var(--t1);fill-opacity:.55}
svg .paper{fill:var(--paper)}svg .rule{stroke:var(--rule);stroke-width:1}
svg .edge{stroke:var(--soft);stroke-width:.6}
article.entry,li.figure{border-bottom:1px solid var(--rule);padding:.5rem 0;font-size:.88rem}
article.entry h4{margin:0;font-size:.92rem}
article.entry ul{margin:.2rem 0;padding-left:1.1rem}
ol.figures{list-style:none;padding:0}
code{font-size:.85em}
.grade{display:inline-block;border:1px solid var(--soft);border-radius:.2rem;padding:0 .3rem;
font-size:.78rem}
ul.legend{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.3rem 1.4rem;font-size:.9rem}
ol.story{list-style:none;padding:0;margin:.6rem 0;max-width:60rem}
ol.story>li{display:grid;grid-template-columns:6.2rem minmax(0,1fr);gap:.2rem .8rem;
padding:.35rem .6rem;border-left:5px solid var(--rule);margin:.2rem 0}
ol.story>li.claimed{border-left-color:var(--t0);background:var(--wash)}
ol.story>li.unread{border-left-style:dotted;border-left-color:var(--t2)}
ol.story p{margin:0}
.sign{font-size:.82rem;font-weight:600;white-space:nowrap;padding-top:.15rem}
.sign.claimed{color:var(--t0)}.sign.context,.sign.unread{color:var(--soft)}
mark{background:var(--q1);color:inherit;border-bottom:2px solid var(--t1)}
ul.reads{margin:.3rem 0 .2rem;padding-left:1.1rem;font-size:.86rem}
ul.reads li{margin:.25rem 0}
ul.comes-to li{margin:.3rem 0;max-width:52rem}
footer{margin-top:3rem;padding-bottom:2rem;color:var(--soft);font-size:.88rem}
@media(max-width:40rem){ol.story>li{grid-template-columns:minmax(0,1fr)}
body{font-size:15px}h1{font-size:1.4rem}h2{font-size:1.25rem}
main,header.top,footer{padding-left:.7rem;padding-right:.7rem}.short{padding:.4rem .7rem}
.cards table,.cards tbody,.cards tr,.cards td,.cards th.group{display:block;min-width:0}
.cards thead{display:none}
.cards tr{border-bottom:1px solid var(--rule);padding:.3rem 0}
.cards tr.told{border-bottom:0;padding-bottom:0}
.cards td{border:0;padding:.08rem .6rem;text-align:left;display:grid;
grid-template-columns:7.2rem minmax(0,1fr);gap:.5rem;overflow-wrap:anywhere;min-width:0}
.cards td::before{content:attr(data-label);color:var(--soft);font-size:.8rem}
.cards td.none,.cards tr.remark td::before{display:none}
.cards td.cites{display:block}.cards td.cites::before{margin-right:.5rem}
.cards tr.remark td{display:block}.cards tr.strong td{font-weight:600}}
@media print{
@page{size:A4;margin:13mm 11mm}
:root{color-scheme:light;--paper:#fff;--ink:#000;--soft:#333;--rule:#999;--wash:#eee;
--link:#000;--warn:#eee;--warn-ink:#000;--t0:#222;--t1:#777;--t2:#aaa;--t3:#ccc;
--q1:#eee;--q2:#d6d6d6;--q3:#bbb;--q4:#9c9c9c}
html{font-size:9.5pt}
body{font-size:9.5pt;line-height:1.35;print-color-adjust:exact;-webkit-print-color-adjust:exact}
nav,summary{display:none}
main,header.top,footer{max-width:none;padding:0}
h2{margin-top:1rem}h3{margin-top:1.2rem}h4{margin-top:.8rem}
.box,figure{overflow:visible;border:0}
table{font-size:6.9pt;line-height:1.2}
th,td,td.num,td.long,td.mid,td.cites{padding:1pt 2pt;min-width:0;font-size:6.9pt;
overflow-wrap:break-word}
td.long{min-width:26mm}
td.num{min-width:9mm}
tbody th.group{font-size:7.5pt}
tr.remark td,ul.notes{font-size:6.6pt}
thead{display:table-header-group}
tr,article.entry,li,figure{break-inside:avoid}
tr.told{break-after:avoid}
section+section>h2{break-before:page}
h2,h3,h4,tbody th.group{break-after:avoid}
details::details-content{content-visibility:visible;display:block;height:auto;opacity:1}
a{text-decoration:none}a.out{text-decoration:underline;overflow-wrap:anywhere}
svg.chart{min-width:0;max-width:150mm}
.entries,ol.figures{columns:2;column-gap:6mm}
article.entry,article.entry h4,article.entry p,li.figure{font-size:6.6pt;line-height:1.2}
article.entry,li.figure{padding:2pt 0}article.entry p{margin:0}
article.entry h4{font-size:7pt}.grade{font-size:6pt}
}
"""
