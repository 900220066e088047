/** The little DOM this page needs. Nothing is replaced that did not change, so focus and selection survive updates. */

export const byId = (id) => document.getElementById(id);

/** Element with attributes (on* as listeners) and children (nodes or text). */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== null) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== undefined && child !== null));
  return element;
}

export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export function setAttribute(element, name, value) {
  if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
}

/** Fills a select with [value, text] options, keeping the choice. */
export function setOptions(select, options, chosen) {
  const wanted = JSON.stringify(options);
  if (select.dataset.options !== wanted) {
    select.dataset.options = wanted;
    select.replaceChildren(...options.map(([value, text]) => el("option", { value }, text)));
  }
  if (select.value !== chosen) select.value = chosen;
  select.disabled = options.length < 2;
}

/** Rows (or items) by key: makes the missing ones, drops the others, keeps the order of keys. */
export function keyed(parent, keys, make) {
  const existing = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  const rows = keys.map((key) => {
    const row = existing.get(key) ?? make(key);
    row.dataset.key = key;
    return row;
  });
  if (rows.length !== parent.children.length || rows.some((row, i) => parent.children[i] !== row)) {
    parent.replaceChildren(...rows);
  }
  return rows;
}
