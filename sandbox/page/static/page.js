// Shows what the sandbox streams and sends back what a visitor does. Every text goes in as text, never as markup.

const PEOPLE = [
  { key: "mia", name: "Mia", role: "Manager", chats: ["group", "mia"] },
  { key: "stella", name: "Stella", role: "Creator", chats: ["stella"] },
  { key: "sam", name: "Sam", role: "Owner of the bot", chats: ["sam", "group"] },
];
const SUGGESTIONS = {
  "mia group": ["/login Stella", "/connect Stella onlyfans", "/connect Stella fansly", "/accounts Stella", "/status",
    "/stepup Stella", "/disconnect Stella", "/creators", "/help"],
  "mia mia": ["/help", "/accounts Stella"],
  "stella stella": ["/status", "/settings", "/disconnect", "/help", "/privacy"],
  "sam sam": ["/teams", "/managers", "/settings", "/proxy", "/help"],
  "sam group": ["/status", "/help"],
};
const NOTICE_MS = 5000;
const TICK_MS = 10000;
const NEAR_END = 80;

const panes = new Map();
let state = null;
let knownNotices = null;
let chosenLogin = null;

function make(tag, className, ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...children);
  return node;
}

function button(className, label, act) {
  const node = make("button", className, label);
  node.type = "button";
  node.addEventListener("click", act);
  return node;
}

async function send(who, act) {
  let problem = "The sandbox does not answer.";
  try {
    const response = await fetch("acts", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(act),
    });
    if (response.ok) return true;
    problem = (await response.json()).problem;
  } catch {
    // the problem is told below
  }
  notice(who, problem);
  return false;
}

// ---- text with Telegram's entities, whose offsets count UTF-16 units as strings here do

function formatted(text, entities, who) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return pieces(text, sorted, 0, text.length, who);
}

function pieces(text, entities, start, end, who) {
  const nodes = [];
  let at = start;
  let rest = entities;
  while (rest.length) {
    const [entity, ...others] = rest;
    const stop = entity.offset + entity.length;
    const inside = others.filter((other) => other.offset + other.length <= stop);
    rest = others.filter((other) => other.offset >= stop);
    nodes.push(text.slice(at, entity.offset));
    nodes.push(marked(entity, text.slice(entity.offset, stop), pieces(text, inside, entity.offset, stop, who), who));
    at = stop;
  }
  nodes.push(text.slice(at, end));
  return nodes;
}

const TAGS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote" };

function marked(entity, text, children, who) {
  if (TAGS[entity.type]) return make(TAGS[entity.type], "", ...children);
  if (entity.type === "spoiler") return make("span", "spoiler", ...children);
  if (entity.type === "date_time") return pointInTime(entity.unix_time, entity.date_time_format);
  if (entity.type === "bot_command") return button("link", text, () => compose(who, text));
  if (entity.type === "url") return link(text.includes("://") ? text : `https://${text}`, children, who);
  if (entity.type === "text_link") return link(entity.url, children, who);
  return make("span", "", ...children);
}

function pointInTime(unix, format) {
  const node = make("time");
  node.dateTime = new Date(unix * 1000).toISOString();
  node.dataset.format = format || "";
  node.title = new Date(unix * 1000).toLocaleString();
  showTime(node);
  return node;
}

function showTime(node) {
  const date = new Date(node.dateTime);
  node.textContent = node.dataset.format.toLowerCase() === "r" ? relative(date) : clock(date);
}

function clock(date) {
  return date.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}

function relative(date) {
  const seconds = (date - Date.now()) / 1000 - (state?.ahead ?? 0);
  const [unit, size] = Math.abs(seconds) < 90 ? ["second", 1] : Math.abs(seconds) < 5400 ? ["minute", 60] : ["hour", 3600];
  const count = Math.round(seconds / size);
  return new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(count, unit);
}

// ---- links: one to the bot is opened by the person whose phone it is, one to a provider leads to its simulator, and
// one to the bot's own pages on this machine is opened as it is

function link(url, children, who) {
  if (leadsToBot(url)) {
    const node = button("link", "", () => send(who, { do: "open", who, link: url }));
    node.append(...children);
    return node;
  }
  const target = outside(url);
  if (!target) return button("link", children[0] ?? url, () => notice(who, "In Telegram this opens a list of chats to choose from."));
  const node = make("a", "", ...children);
  node.href = target;
  node.target = "_blank";
  node.rel = "noopener noreferrer";
  return node;
}

function leadsToBot(url) {
  const parts = new URL(url);
  return parts.hostname === "t.me" && parts.pathname === `/${state.bot.username}` && !parts.searchParams.has("startgroup");
}

function outside(url) {
  const { links, site } = state;
  if (url.startsWith(`${site}/`)) return url;
  const known = links.find((each) => url.startsWith(`${each.from}/`));
  if (known) return known.to + url.slice(known.from.length);
  return url.startsWith("https://") && new URL(url).hostname !== "t.me" ? url : null;
}

// ---- messages

function messageNode(message, pane, chat) {
  if (message.service) return make("div", "aside", message.service);
  if (message.deleted_by !== undefined) return make("div", "aside", deletion(message));
  const bubble = make("div", "bubble");
  if (message.from !== pane.key) bubble.append(make("div", `who ${message.from}`, message.name));
  if (message.reply) bubble.append(make("div", "reply", `${message.reply.name}: ${message.reply.text}`));
  if (message.media) bubble.append(make("div", "reply", message.media === "photo" ? "🖼 Picture" : "📎 File"));
  bubble.append(make("div", "text", ...formatted(message.text, message.entities, pane.key)));
  bubble.append(make("span", "stamp", `${message.edits ? "edited · " : ""}${clock(new Date(message.date * 1000))}`));
  const node = make("div", message.from === pane.key ? "message mine" : "message", bubble);
  if (message.buttons.length) node.append(keyboard(message, pane, chat));
  return node;
}

function deletion(message) {
  const whose = message.from === "bot" ? "a message of its own" : `${message.name}'s message`;
  return `${message.deleted_by || message.name} deleted ${whose}`;
}

function keyboard(message, pane, chat) {
  const rows = message.buttons.map((row) => make("div", "", ...row.map((each) => key(each, message, pane, chat))));
  return make("div", "keys", ...rows);
}

function key(each, message, pane, chat) {
  if (each.url) return link(each.url, [each.text], pane.key);
  const node = button("", each.text, async () => {
    node.disabled = true;
    await send(pane.key, { do: "press", who: pane.key, chat, message: message.id, button: each.text });
    setTimeout(() => { node.disabled = false; }, 600);
  });
  return node;
}

function showMessages(pane, chat, messages) {
  const { list, nodes } = chat;
  const first = nodes.size === 0;
  for (const message of messages) {
    const text = JSON.stringify(message);
    const known = nodes.get(message.id);
    if (known?.text === text) continue;
    const node = messageNode(message, pane, chat.key);
    if (!first) highlight(node, known && !message.deleted_by ? "edited-live" : "fresh");
    if (known) known.node.replaceWith(node);
    else list.append(node);
    nodes.set(message.id, { text, node });
    if (!known && !first && message.from !== pane.key && !isSeen(pane, chat)) chat.unread += 1;
  }
  toEnd(chat);
}

function highlight(node, how) {
  node.classList.add(how);
  node.addEventListener("animationend", () => node.classList.remove(how), { once: true });
}

function toEnd(chat) {
  if (chat.atEnd) chat.list.scrollTop = chat.list.scrollHeight;
}

// ---- Stella's phone

function showPhone(pane) {
  const { phone } = state;
  const login = chosenLogin ?? state.her_login.login;
  const text = JSON.stringify([phone, login]);
  if (pane.phoneText === text) return;
  pane.phoneText = text;
  const rows = [...phone.wanted.map(wanted), ...phone.arrivals.map(arrival)];
  if (!rows.length) rows.push(make("li", "old", "Nothing has arrived."));
  pane.phone.replaceChildren(make("h3", "", "Her phone"), make("ul", "", ...rows, saved(login, state.her_login.password)));
}

function saved(login, password) {
  const told = make("span", "", "To connect an account: ", copied("user name", login), " · password ", copied("password", password));
  return make("li", "saved", told);
}

function copied(what, text) {
  const node = button("link", text, async () => {
    try {
      await navigator.clipboard.writeText(text);
      notice("stella", `The ${what} is copied.`);
    } catch {
      notice("stella", `Your browser does not let a page copy; select the ${what} instead.`);
    }
  });
  node.title = `Copy the ${what}`;
  return node;
}

function arrival(each, index) {
  const told = make("span", "", `${each.kind} from ${each.platform} for ${each.account}: `, make("b", "", each.code), ` · ${clock(new Date(each.date * 1000))}`);
  return make("li", index ? "old" : "", told, button("", "Type it", () => compose("stella", each.code)));
}

function wanted(each) {
  const { account, platform } = each;
  if (each.kind === "selfie") return make("li", "", make("span", "", `${platform} wants a selfie for ${account}: open the page, then press “I've done it” in the chat.`));
  if (each.kind === "app") {
    return make("li", "", make("span", "", `An app asks: is it you who signs ${account} in to ${platform}?`),
      button("", "Yes, it's me", () => send("stella", { do: "agree", attempt: each.attempt })));
  }
  return make("li", "", make("span", "", `Authenticator, ${account} at ${platform}: `, make("b", "", each.code)), button("", "Type it", () => compose("stella", each.code)));
}

// ---- panes

function buildPane(person) {
  const pane = { ...person, chats: new Map(), open: person.chats[0] };
  pane.node = make("section", `person ${person.key}`);
  pane.node.setAttribute("aria-label", `${person.name}, ${person.role}`);
  pane.node.append(make("div", "top", make("span", "face", person.name[0]), make("div", "", make("h2", "", person.name), make("p", "", person.role))));
  if (person.chats.length > 1) pane.node.append(tabs(pane, person.chats));
  if (person.key === "stella") pane.node.append((pane.phone = make("div", "phone")));
  for (const key of person.chats) pane.node.append(chatList(pane, key));
  pane.notices = make("div", "notices");
  pane.notices.setAttribute("role", "status");
  pane.chips = make("div", "chips");
  pane.node.append(pane.notices, pane.chips, composer(pane));
  panes.set(person.key, pane);
  return pane.node;
}

function tabs(pane, keys) {
  const bar = make("div", "tabs");
  bar.setAttribute("role", "tablist");
  for (const key of keys) {
    const tab = button("", "", () => openChat(pane, key));
    tab.setAttribute("role", "tab");
    tab.addEventListener("keydown", (event) => {
      if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
      const other = keys.find((each) => each !== key);
      openChat(pane, other);
      pane.chats.get(other).tab.focus();
    });
    pane.chats.set(key, { tab });
    bar.append(tab);
  }
  return bar;
}

function chatList(pane, key) {
  const list = make("div", "messages");
  list.tabIndex = 0;
  list.setAttribute("role", "log");
  list.setAttribute("aria-label", key === "group" ? "The group" : `${pane.name} and the bot`);
  const chat = { ...pane.chats.get(key), key, list, nodes: new Map(), unread: 0, atEnd: true };
  list.addEventListener("scroll", () => { chat.atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_END; });
  new ResizeObserver(() => toEnd(chat)).observe(list);
  pane.chats.set(key, chat);
  return list;
}

function composer(pane) {
  pane.input = make("input");
  pane.input.setAttribute("aria-label", `Write as ${pane.name}`);
  pane.input.placeholder = `Write as ${pane.name}`;
  pane.input.maxLength = 4096;
  pane.input.autocomplete = "off";
  const go = make("button", "", "➤");
  go.setAttribute("aria-label", "Send");
  const form = make("form", "composer", pane.input, go);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = pane.input.value;
    if (!text.trim()) return;
    pane.input.value = "";
    if (!(await send(pane.key, { do: "say", who: pane.key, chat: pane.open, text }))) pane.input.value = text;
  });
  return form;
}

function compose(who, text) {
  const pane = panes.get(who);
  showPerson(who);
  pane.input.value = text;
  pane.input.focus();
}

function openChat(pane, key) {
  pane.open = key;
  for (const [name, chat] of pane.chats) {
    chat.list.hidden = name !== key;
    if (chat.tab) {
      chat.tab.setAttribute("aria-selected", String(name === key));
      chat.tab.tabIndex = name === key ? 0 : -1;
    }
  }
  const chat = pane.chats.get(key);
  toEnd(chat);
  const suggestions = SUGGESTIONS[`${pane.key} ${key}`] ?? [];
  pane.chips.replaceChildren(...suggestions.map((text) => button("", text, () => compose(pane.key, text))));
  showBadges();
}

function isSeen(pane, chat) {
  return pane.open === chat.key && pane.node.offsetParent !== null;
}

function showPerson(who) {
  for (const [key, pane] of panes) {
    pane.node.classList.toggle("shown", key === who);
    pane.switcher.setAttribute("aria-pressed", String(key === who));
  }
  openChat(panes.get(who), panes.get(who).open);
}

function showBadges() {
  for (const pane of panes.values()) {
    let total = 0;
    for (const chat of pane.chats.values()) {
      if (isSeen(pane, chat)) chat.unread = 0;
      total += chat.unread;
      if (chat.tab && state) label(chat.tab, chat.key === "group" ? state.chats.group.title : state.bot.name, chat.unread);
    }
    label(pane.switcher, pane.name, total);
  }
}

function label(node, text, unread) {
  const wanted = `${text}|${unread}`;
  if (node.dataset.label === wanted) return;
  node.dataset.label = wanted;
  node.replaceChildren(text, make("span", "badge", unread ? String(unread) : ""));
}

function notice(who, text) {
  const node = make("p", "", text);
  panes.get(who).notices.replaceChildren(node);
  setTimeout(() => node.remove(), NOTICE_MS);
}

// ---- everything that the stream brings

function show(next) {
  state = next;
  for (const pane of panes.values()) {
    if (pane.phone) showPhone(pane); // first, for it takes room from the messages
    for (const chat of pane.chats.values()) showMessages(pane, chat, state.chats[chat.key].messages);
  }
  for (const each of knownNotices ? state.notices : []) {
    if (!knownNotices.has(each.id) && panes.has(each.to)) notice(each.to, each.text);
  }
  knownNotices = new Set(state.notices.map((each) => each.id));
  document.getElementById("clock").hidden = !state.steps_clock;
  document.getElementById("try").disabled = false;
  showBadges();
}

// ---- other logins

const byId = (id) => document.getElementById(id);

function showTrials() {
  if (!byId("provider").length) {
    byId("provider").append(...state.providers.map((each) => new Option(each.label, each.slug, false, each.slug === state.played_at)));
  }
  listTrials();
  byId("trials").showModal();
}

function listTrials() {
  const provider = state.providers.find((each) => each.slug === byId("provider").value);
  const [again, connect] = document.querySelectorAll("#trials [name=kind]");
  again.disabled = !provider.reconnects;
  if (again.disabled) connect.checked = true;
  const kind = again.checked ? "again" : "connect";
  for (const steps of document.querySelectorAll("#trials [data-kind]")) steps.hidden = steps.dataset.kind !== kind;
  byId("accounts").replaceChildren(...provider.trials.map((trial) => make("li", "", trialButton(provider, trial, kind))));
}

function trialButton(provider, trial, kind) {
  const node = button("", "", () => {
    byId("trials").close();
    if (kind === "connect") chooseLogin(trial.login);
    openChat(panes.get("mia"), "group");
    compose("mia", kind === "connect" ? `/connect Stella ${provider.platform}` : `/accounts Stella ${trial.id} ${provider.slug}`);
  });
  node.append(make("span", "", trial.what), make("code", "", kind === "connect" ? trial.login : trial.id));
  return node;
}

function chooseLogin(login) {
  chosenLogin = login;
  showPhone(panes.get("stella"));
}

function start() {
  for (const person of PEOPLE) {
    document.getElementById("people").append(buildPane(person));
    const switcher = button("", person.name, () => showPerson(person.key));
    panes.get(person.key).switcher = switcher;
    document.getElementById("switch").append(switcher);
  }
  for (const pane of panes.values()) openChat(pane, pane.open);
  showPerson("mia");
  byId("try").addEventListener("click", showTrials);
  byId("trials").addEventListener("change", listTrials);
  document.getElementById("clock").addEventListener("submit", (event) => {
    event.preventDefault();
    send("mia", { do: "step", seconds: Number(new FormData(event.target).get("minutes")) * 60 });
  });
  const stream = new EventSource("events");
  stream.addEventListener("message", (event) => show(JSON.parse(event.data)));
  stream.addEventListener("open", () => { document.getElementById("lost").hidden = true; });
  stream.addEventListener("error", () => { document.getElementById("lost").hidden = false; });
  setInterval(() => document.querySelectorAll("time").forEach(showTime), TICK_MS);
}

start();
