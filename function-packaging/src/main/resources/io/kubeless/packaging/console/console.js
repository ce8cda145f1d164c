'use strict';

// All text is set with textContent: answers and log lines of the function are never markup.

const byId = id => document.getElementById(id);
const form = byId('form');
const rows = new Map(); // the row of each call, which keeps its focus
let loaded = null; // the function
let version = -1;
let edited = null; // the id of the call that the form was filled from
let selected = null; // the id of the call in the section "Answer"
let shown = ''; // the summary of that call when it was last read
let timer = 0;
let quick = 0; // polls that follow soon, because log lines arrive after the answer

function element(name, text, className) {
  const created = document.createElement(name);
  if (text !== undefined) created.textContent = text;
  if (className) created.className = className;
  return created;
}

async function request(path, body) {
  const response = await fetch(path, body === undefined ? {} : {
    method: 'POST',
    headers: {'Content-Type': 'application/json'},
    body: JSON.stringify(body)
  });
  const json = await response.json();
  if (!response.ok) throw new Error(json.error);
  return json;
}

function millis(value) {
  return value < 10 ? value.toFixed(1) : String(Math.round(value));
}

// ---- the function

function showFunction(json) {
  loaded = json;
  document.title = json.name + ' – Kubeless console';
  byId('name').textContent = json.name;
  byId('handler').textContent = json.handler;
  byId('address').textContent = json.address;
  byId('address').href = json.address;
  byId('no-triggers').hidden = json.triggers.length > 0;
  byId('triggers').replaceChildren(...json.triggers.map(each => {
    const item = element('li', each.type + ' ');
    item.append(element('code', each.name));
    if (!each.on) {
      item.append(element('span', each.type === 'cronjob'
        ? ' off: no schedule runs here; send its event'
        : ' off: the configuration has no servers', 'faint'));
    }
    return item;
  }));
  showValues();
  showKind();
}

// A cell whose text is broken between the parts of a path or a list rather than within a word.
function breakable(text) {
  const cell = element('td');
  text.split(/(?<=[/,.])/).forEach((part, i) =>
    cell.append(...(i === 0 ? [part] : [element('wbr'), part])));
  return cell;
}

function showValues() {
  const filter = byId('filter').value.toLowerCase();
  byId('values').replaceChildren(...loaded.values
    .filter(each => (each.key + ' ' + each.text + ' ' + each.origin).toLowerCase().includes(filter))
    .map(each => {
      const row = element('tr');
      const key = element('td');
      key.append(element('code', each.key));
      row.append(key, breakable(each.text), breakable(each.origin));
      return row;
    }));
}

// ---- the form

const TYPES = {cron: 'cronjob', kafka: 'kafka', nats: 'nats'};

function kind() {
  return form.elements.kind.value;
}

function triggersOf(kindOfEvent) {
  return loaded ? loaded.triggers.filter(each => each.type === TYPES[kindOfEvent]) : [];
}

function trigger() {
  return triggersOf(kind())[form.elements.trigger.selectedIndex];
}

function showKind() {
  for (const label of form.querySelectorAll('[data-for]')) {
    label.hidden = !label.dataset.for.split(' ').includes(kind());
  }
  const before = form.elements.trigger.value;
  const options = triggersOf(kind()).map(each => element('option', each.name));
  form.elements.trigger.replaceChildren(...options);
  if (options.some(option => option.value === before)) form.elements.trigger.value = before;
  form.elements.trigger.parentElement.hidden = options.length === 0;
  showTrigger();
}

// Whether the event is published to a broker, which the function is connected to.
function published() {
  const chosen = trigger();
  return (kind() === 'kafka' || kind() === 'nats') && chosen && chosen.on && !form.elements.direct.checked;
}

function showTrigger() {
  const chosen = trigger();
  const broker = kind() === 'kafka' || kind() === 'nats';
  byId('hint').textContent = kind() === 'cron'
    ? 'The function receives the event that a run of the schedule sends.'
    : !broker ? ''
    : published()
    ? 'The event is published to the broker, and the function receives it from there.'
    : 'The function receives a request like that of a Kubeless trigger controller, and no broker is needed.';
  byId('direct').hidden = !(broker && chosen && chosen.on);
  form.elements.topic.parentElement.hidden = kind() !== 'kafka' || Boolean(chosen);
  form.elements.key.parentElement.hidden = !(kind() === 'kafka' && published());
  const wildcard = kind() === 'nats' && published() && /[*>]/.test(chosen.name);
  form.elements.subject.parentElement.hidden = kind() !== 'cloudevent' && !wildcard;
  if (kind() === 'cron' && chosen && form.elements.body.value === '') {
    form.elements.body.value = chosen.payload;
  }
}

function event() {
  const chosen = trigger();
  const fields = {};
  for (const name of ['type', 'source', 'topic', 'key', 'subject']) {
    const input = form.elements[name];
    if (!input.parentElement.hidden) fields[name] = input.value;
  }
  if (chosen) {
    if (kind() === 'cron') fields.schedule = chosen.name;
    if (kind() === 'kafka') fields.topic = chosen.name;
    if (kind() === 'nats' && !fields.subject) fields.shown = chosen.name;
  }
  return {
    kind: kind(),
    source: published() ? chosen.source : '',
    method: form.elements.method.value,
    path: kind() === 'http' || kind() === 'cloudevent' ? form.elements.path.value : '/',
    fields: fields,
    headers: form.elements.headers.value,
    body: form.elements.body.value
  };
}

async function send(submitted) {
  submitted.preventDefault();
  byId('form-error').textContent = '';
  byId('send').disabled = true;
  poll(); // shows the call while it runs
  try {
    await show(await request('/api/calls' + (edited ? '?edited=' + edited : ''), event()));
  } catch (e) {
    byId('form-error').textContent = e.message;
  } finally {
    byId('send').disabled = false;
    byId('send').focus();
  }
}

function edit(call) {
  const sent = call.sent;
  edited = call.id;
  form.elements.kind.value = sent.kind;
  form.elements.method.value = sent.method;
  form.elements.path.value = sent.path;
  form.elements.headers.value = sent.headers.trim();
  form.elements.body.value = sent.body;
  for (const name of ['type', 'source', 'topic', 'key', 'subject']) {
    form.elements[name].value = sent.fields[name] || '';
  }
  form.elements.direct.checked = sent.source === '';
  showKind();
  const names = triggersOf(sent.kind).map(each => each.name);
  const name = sent.fields.schedule || sent.fields.topic || sent.fields.shown;
  if (names.includes(name)) form.elements.trigger.value = name;
  showTrigger();
  byId('send-title').focus();
  byId('send-title').scrollIntoView({block: 'nearest'});
}

// ---- a call

// Whether a broker has the event, and the function has not reported its result.
function isWaiting(call) {
  return call.status === undefined && !call.failed && call.note.startsWith('published');
}

function outcome(call) {
  return call.status !== undefined ? String(call.status)
    : call.note.startsWith('published') ? (call.failed ? 'failed' : 'published')
    : call.millis !== undefined ? 'no answer' : 'running';
}

async function show(call) {
  selected = call.id;
  quick = 8;
  showCall(call);
  if (matchMedia('(max-width: 820px)').matches) byId('answer-title').parentElement.scrollIntoView();
  await poll();
}

function showCall(call) {
  byId('answer-empty').hidden = true;
  byId('answer').hidden = false;
  const summary = outcome(call) + (call.millis === undefined ? '' : ' in ' + millis(call.millis) + ' ms');
  if (byId('answer-summary').dataset.of !== call.id + summary) {
    byId('answer-summary').dataset.of = call.id + summary;
    byId('answer-summary').replaceChildren(
      element('strong', summary, call.failed ? 'bad' : 'good'), ' ' + call.title);
  }
  byId('answer-note').hidden = !call.note;
  byId('answer-note').textContent = call.note
    + (isWaiting(call) ? '\nThe function has not reported a result yet.' : '');
  const answer = call.answer;
  byId('answer-body').hidden = !answer || answer.length === 0;
  byId('answer-fields').hidden = !answer;
  if (answer) {
    byId('answer-body').textContent = answer.binary
      ? answer.length + ' bytes that are not UTF-8' : pretty(answer);
    byId('answer-headers').replaceChildren(...answer.headers.flatMap(
      each => [element('dt', each[0]), element('dd', each[1])]));
  }
  byId('answer-log').replaceChildren(...(call.lines.length ? call.lines.map(line) : [element('li', 'No lines.', 'faint')]));
}

function pretty(answer) {
  const type = answer.headers.find(each => each[0].toLowerCase() === 'content-type');
  if (type && /[/+]json/.test(type[1]) && !answer.cut) {
    try {
      return JSON.stringify(JSON.parse(answer.body), null, 2);
    } catch (e) {
      return answer.body; // not JSON after all
    }
  }
  return answer.body + (answer.cut ? '\n…' : '');
}

function line(json) {
  const item = element('li');
  if (json.level) {
    item.append(element('span', time(json.time) + ' ', 'faint'),
      element('span', json.level + ' ', json.level === 'ERROR' ? 'bad' : json.level === 'WARNING' ? 'warn' : 'good'),
      element('span', (json.logger || '') + ': ', 'faint'));
  }
  item.append(json.message + (json.stack ? '\n' + json.stack : ''));
  return item;
}

function time(text) {
  const date = new Date(text);
  return isNaN(date) ? text : date.toLocaleTimeString([], {hour12: false});
}

// ---- the last calls

function showCalls(calls) {
  const body = byId('calls');
  for (const [id, row] of rows) {
    if (!calls.some(call => call.id === id)) {
      row.remove();
      rows.delete(id);
    }
  }
  calls.slice().reverse().forEach(call => {
    let row = rows.get(call.id);
    if (!row) {
      row = newRow(call);
      rows.set(call.id, row);
      body.prepend(row);
    }
    row.cells[2].textContent = outcome(call);
    row.cells[2].className = 'tight ' + (call.failed ? 'bad' : '');
    row.cells[3].textContent = call.millis === undefined ? '' : millis(call.millis);
    if (call.id === selected) row.setAttribute('aria-current', 'true');
    else row.removeAttribute('aria-current');
  });
  chart(calls);
}

function newRow(call) {
  const row = element('tr');
  const title = element('button', call.title, 'plain');
  title.type = 'button';
  title.addEventListener('click', () => act(async () => {
    await show(await request('/api/calls/' + call.id));
    byId('answer-title').focus();
  }));
  const titleCell = element('td');
  titleCell.append(title);
  const actions = element('td', undefined, 'tight number');
  if (call.repeatable) {
    const repeat = element('button', 'Repeat');
    repeat.type = 'button';
    repeat.setAttribute('aria-label', 'Repeat ' + call.title);
    repeat.addEventListener('click', () => act(async () =>
      show(await request('/api/calls/' + call.id + '/repeat', {}))));
    const change = element('button', 'Edit');
    change.type = 'button';
    change.setAttribute('aria-label', 'Edit ' + call.title);
    change.addEventListener('click', () => act(async () =>
      edit(await request('/api/calls/' + call.id))));
    actions.append(repeat, ' ', change);
  }
  row.append(element('td', time(call.time), 'tight'), titleCell, element('td'),
    element('td', '', 'number tight'), actions);
  return row;
}

async function act(action) {
  byId('form-error').textContent = '';
  try {
    await action();
  } catch (e) {
    byId('form-error').textContent = e.message;
  }
}

function chart(calls) {
  const done = calls.filter(call => call.millis !== undefined).reverse();
  const svg = byId('chart');
  if (done.length === 0) {
    svg.replaceChildren();
    byId('most').textContent = '';
    return;
  }
  const times = done.map(call => call.millis).sort((a, b) => a - b);
  const most = times[times.length - 1];
  const at = part => millis(times[Math.min(times.length - 1, Math.floor(times.length * part))]);
  byId('most').textContent = millis(most) + ' ms';
  const width = 600 / Math.max(done.length, 30);
  svg.replaceChildren(...done.map((call, i) => {
    const bar = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
    const height = Math.max(3, 96 * call.millis / most);
    bar.setAttribute('class', call.failed ? 'failed' : 'ok');
    bar.setAttribute('x', (i * width).toFixed(2));
    bar.setAttribute('y', (100 - height).toFixed(2));
    bar.setAttribute('width', (width * 0.8).toFixed(2));
    bar.setAttribute('height', height.toFixed(2));
    const title = document.createElementNS('http://www.w3.org/2000/svg', 'title');
    title.textContent = call.title + ' ' + outcome(call) + ', ' + millis(call.millis) + ' ms';
    bar.append(title);
    return bar;
  }));
  const failed = done.filter(call => call.failed).length;
  const text = done.length + (done.length === 1 ? ' call, ' : ' calls, ') + failed + ' failed, median '
    + at(0.5) + ' ms, 95 % within ' + at(0.95) + ' ms, longest ' + millis(most) + ' ms';
  if (byId('chart-text').textContent !== text) byId('chart-text').textContent = text;
}

// ---- polling

function state(text, className) {
  if (byId('state').textContent !== text) byId('state').textContent = text;
  byId('state').className = 'state ' + className;
}

async function poll() {
  clearTimeout(timer);
  try {
    const json = await request('/api/state');
    if (json.version !== version) {
      if (json.version > 0) showFunction(await request('/api/function'));
      version = json.version;
    }
    byId('problem').hidden = !json.problem;
    if (byId('problem-text').textContent !== json.problem) byId('problem-text').textContent = json.problem;
    state(json.problem ? 'not running' : loaded ? 'running' : 'starting', json.problem ? 'off' : loaded ? 'on' : '');
    showCalls(json.calls);
    const call = json.calls.find(each => each.id === selected);
    const summary = call ? JSON.stringify(call) : '';
    if (call && summary !== shown) quick = Math.max(quick, 4); // log lines may follow
    shown = summary;
    const open = call && (outcome(call) === 'running' || isWaiting(call));
    if (call && (quick > 0 || open)) showCall(await request('/api/calls/' + call.id));
  } catch (e) {
    state('stopped', 'off');
  }
  quick--;
  clearTimeout(timer);
  timer = setTimeout(poll, quick > 0 ? 250 : document.hidden ? 5000 : 1000);
}

form.addEventListener('submit', send);
form.addEventListener('change', e => {
  if (e.target.name === 'kind') showKind();
  if (e.target.name === 'trigger' || e.target.name === 'direct') showTrigger();
});
form.addEventListener('keydown', e => {
  if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) form.requestSubmit();
});
byId('filter').addEventListener('input', () => loaded && showValues());
document.addEventListener('visibilitychange', () => document.hidden || poll());
poll();
