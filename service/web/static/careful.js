// Warns, before a form is sent, of numbers that lead to a person. One more press sends it as it is.
// Nothing here is needed: the server hides such numbers from offices, whatever the phone can do.
(() => {
  const note = document.querySelector("[data-careful]");
  const field = note && note.form.elements.text;
  if (!field) return;
  const HAN = ["〇零○", "一壹幺", "二贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"];
  const plain = text => [...text.normalize("NFKC").toUpperCase()]
    .filter(c => !/[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe0f\u20e3\ufeff]/.test(c))
    .map(c => { const n = HAN.findIndex(all => all.includes(c)); return n < 0 ? c : n; })
    .join("").replace(/[\s.\-–—_/·•。()]+/g, " ");
  const matches = (text, pattern) => (text.match(pattern) || []).map(m => m.replace(/[^\dX]/g, ""));
  const sums = [
    n => /^(\d)\1*$/.test(n) || [...n.slice(0, 17)].reduce((s, d, i) => s + d * (2 ** (17 - i) % 11), 0) % 11
      !== "10X98765432".indexOf(n[17]),
    n => [...n].reverse().reduce((s, d, i) => s + (i % 2 ? (2 * d > 9 ? 2 * d - 9 : 2 * d) : +d), 0) % 10,
  ];
  const found = text => ({
    identity: matches(text, /(^|\D)[1-9]( ?\d){16} ?[\dX](?!\d)/g).some(n => !sums[0](n)),
    card: matches(text, /(^|\D)[3-69]( ?\d){15,18}(?!\d)/g).some(n => !sums[1](n)),
    mobile: /(^|\D)(\+?86 ?)?1 ?[3-9]( ?\d){9}(?!\d)/.test(text),
    plate: /[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使] ?[A-HJ-NP-Z] ?(?=\w*\d\w*\d\w*\d)\w{5,6}(?!\w)/.test(text),
  });
  let seen = "";
  note.form.addEventListener("submit", event => {
    const text = plain(field.value), kinds = found(text);
    const kind = Object.keys(kinds).find(each => kinds[each]);
    if (!kind || seen === text) return;
    event.preventDefault();
    seen = text;
    note.value = note.dataset[kind];
    note.hidden = false;
    field.focus();
    note.scrollIntoView({ block: "center" });
  });
})();
