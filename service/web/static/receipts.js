// Keeps receipts on this phone, only when asked to, and lists them where one is asked for.
// Nothing here is needed: without it the receipt is typed, or read off its picture.
(() => {
  const NAME = "mingchuang.receipts", MOST = 20;
  const read = () => {
    try {
      const found = JSON.parse(localStorage.getItem(NAME));
      return Array.isArray(found) ? found : [];
    } catch (e) { return []; }
  };
  const keep = document.querySelector("[data-receipt]");
  if (keep) {
    const { receipt, window, day, kept } = keep.dataset;
    const said = () => { keep.textContent = kept; keep.disabled = true; };
    keep.hidden = false;
    if (read().some(each => each.receipt === receipt)) said();
    keep.onclick = () => {
      const all = [{ receipt, window, day }, ...read()].slice(0, MOST);
      try { localStorage.setItem(NAME, JSON.stringify(all)); said(); } catch (e) { keep.hidden = true; }
    };
  }
  const mine = document.getElementById("mine"), list = mine && mine.querySelector("div");
  if (!mine || !read().length) return;
  mine.hidden = false;
  for (const each of read()) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button plain wide";
    button.textContent = `${each.window} ${each.day}`;
    button.onclick = () => {
      const field = document.getElementById("receipt");
      field.value = each.receipt;
      field.form.submit();
    };
    list.append(button);
  }
  mine.lastElementChild.onclick = () => {
    localStorage.removeItem(NAME);
    mine.hidden = true;
  };
})();
