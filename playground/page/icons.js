// A small set of line icons, drawn on a 20 × 20 grid.

const PATHS = {
  hash: "M7.5 3.5 5.5 16.5M14.5 3.5l-2 13M3.8 7.3h13M3.2 12.7h13",
  lock: "M5 9.2h10v7.3H5zM7 9.2V6.6a3 3 0 0 1 6 0v2.6",
  linked: "M8.4 11.6a3 3 0 0 1 0-4.2l2.4-2.4a3 3 0 0 1 4.2 4.2l-1.2 1.2M11.6 8.4a3 3 0 0 1 0 4.2l-2.4 2.4A3 3 0 0 1 5 10.8l1.2-1.2",
  home: "M3.5 9.5 10 4l6.5 5.5M5.2 8.4v7.8h9.6V8.4M8.4 16.2v-4.4h3.2v4.4",
  smile: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM7.2 11.6a3.4 3.4 0 0 0 5.6 0M7.8 8.2v.3M12.2 8.2v.3",
  reply: "M3.5 5.2A1.7 1.7 0 0 1 5.2 3.5h9.6a1.7 1.7 0 0 1 1.7 1.7v6.6a1.7 1.7 0 0 1-1.7 1.7H9.4L5.8 16.6v-3.1h-.6a1.7 1.7 0 0 1-1.7-1.7zM7 7.2h6M7 10h4",
  more: "M10 4.7v.1M10 10v.1M10 15.2v.1",
  close: "m5 5 10 10M15 5 5 15",
  send: "M3.6 4.2 17 10 3.6 15.8l1.6-5.2L11 10 5.2 9.4z",
  attach: "m15.8 9.3-5.7 5.7a3.6 3.6 0 0 1-5.1-5.1l6-6a2.4 2.4 0 0 1 3.4 3.4l-6 6a1.2 1.2 0 0 1-1.7-1.7l5.3-5.3",
  bolt: "M11.2 3 5.2 11h4l-.6 6 6.2-8.4h-4.2z",
  at: "M10 13a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM13 7.2v4a1.9 1.9 0 0 0 3.8 0V10a6.8 6.8 0 1 0-2.9 5.6",
  split: "M3.5 4.5h13v11h-13zM10 4.5v11",
  single: "M3.5 4.5h13v11h-13zM7.4 4.5v11",
  wire: "M3 6.5h9.5M9.8 3.6l3 2.9-3 2.9M17 13.5H7.5M10.2 10.6l-3 2.9 3 2.9",
  down: "m5.5 8 4.5 4.5L14.5 8",
  right: "m8 5.5 4.5 4.5L8 14.5",
  back: "M16 10H4.5M9 5l-5 5 5 5",
  plus: "M10 4v12M4 10h12",
  menu: "M3.5 6h13M3.5 10h13M3.5 14h13",
  edit: "M12.6 4.4l3 3L7 16l-3.6.6L4 13z",
  trash: "M4 6h12M8 6V4h4v2M5.5 6l.7 10h7.6l.7-10M8.6 8.8v4.6M11.4 8.8v4.6",
  copy: "M7 7h9v9H7zM13 7V4H4v9h3",
  check: "m4.5 10.5 3.6 3.6 7.4-8",
  search: "M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM13 13l3.6 3.6",
  eye: "M2.8 10S5.4 5 10 5s7.2 5 7.2 5-2.6 5-7.2 5-7.2-5-7.2-5zM10 12.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4z",
  file: "M5 3.5h6.5L15 7v9.5H5zM11.2 3.7V7.3h3.6",
  leave: "M12 4.5H4.5v11H12M9 10h8M14 7l3 3-3 3",
  warn: "M10 3.6 17.4 16H2.6zM10 8.2v3.8M10 14v.1",
  out: "M8 4.5H4.5v11h11V12M11 4.5h4.5V9M15.5 4.5 9 11",
};

export function icon(name, size = 18) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  for (const [key, value] of Object.entries({ viewBox: "0 0 20 20", width: size, height: size, "aria-hidden": "true", class: `icon icon-${name}` })) svg.setAttribute(key, value);
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}
