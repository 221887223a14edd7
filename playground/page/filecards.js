// The files of a message: pictures as pictures, the rest as cards that open.

import { h, safeImage } from "./dom.js";
import { icon } from "./icons.js";
import { size } from "./uploads.js";

export function fileCards(files) {
  if (!files?.length) return null;
  return h("div.files", {}, files.map(card));
}

function card(file) {
  if (file.mode === "tombstone") return h("div.file", {}, icon("trash"), "This file was deleted.");
  const url = safeImage(file.page_url ?? file.url_private);
  const name = file.title || file.name || "A file from another workspace";
  if (url && file.mimetype?.startsWith("image/")) return h("a.file-picture", { href: url, target: "_blank", rel: "noopener" }, h("img", { src: url, alt: name, loading: "lazy" }), h("span", {}, name));
  const detail = [file.pretty_type || file.filetype?.toUpperCase() || file.mimetype, size(file.size)].filter(Boolean).join(" · ");
  const face = [h("span.file-icon", {}, icon("file", 22)), h("span.menu-text", {}, h("b", {}, name), h("small", {}, detail))];
  return url ? h("a.file", { href: url, target: "_blank", rel: "noopener", download: file.name }, face) : h("div.file", {}, face);
}
