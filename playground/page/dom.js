// The one way this page makes elements: text is always text, never markup.

const PROPERTIES = new Set(["value", "checked", "disabled", "hidden", "selected", "indeterminate", "inert"]);

export function h(tag, props, ...children) {
  const [name, ...classes] = tag.split(".");
  const element = document.createElement(name || "div");
  if (classes.length) element.className = classes.join(" ");
  for (const [key, value] of Object.entries(props ?? {})) set(element, key, value);
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

function set(element, key, value) {
  if (value === null || value === undefined || value === false) return;
  if (key === "class") element.className = `${element.className} ${value}`.trim();
  else if (key === "data") Object.assign(element.dataset, value);
  else if (key === "vars") for (const [name, v] of Object.entries(value)) element.style.setProperty(name, v);
  else if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
  else if (PROPERTIES.has(key)) element[key] = value;
  else element.setAttribute(key, value === true ? "" : value);
}

export function fragment(...nodes) {
  const result = document.createDocumentFragment();
  result.append(...nodes.flat(Infinity).filter((node) => node !== null && node !== undefined && node !== false));
  return result;
}

let counter = 0;
export const uid = (prefix = "id") => `${prefix}-${++counter}`;

const SAFE = /^(https?:|mailto:|tel:|slack:)/i;

/** The address if it is one a person may be sent to, else null (a message can carry any text as its link). */
export function safeHref(url) {
  return typeof url === "string" && SAFE.test(url.trim()) ? url.trim() : null;
}

/** An image address: web, this server, or inline picture data. */
export function safeImage(url) {
  if (typeof url !== "string") return null;
  return /^(https?:|\/(?!\/)|data:image\/)/i.test(url.trim()) ? url.trim() : null;
}

export function debounced(wait, fn) {
  let timer = 0;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => fn(...args), wait);
  };
}

/** The focusable elements inside, in order. */
export function focusable(root) {
  const selector = "a[href],button:not([disabled]),input:not([disabled]),textarea:not([disabled]),select:not([disabled]),[tabindex='0']";
  return [...root.querySelectorAll(selector)].filter((element) => element.getClientRects().length > 0);
}
