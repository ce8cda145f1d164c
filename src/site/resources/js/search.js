// The menu on narrow screens, and the search: it runs in the browser, with an index that is made when the site is.
'use strict';
document.addEventListener('DOMContentLoaded', () => {
  // The address of this script leads to the root of the site from pages in directories too.
  const root = document.querySelector('script[src$="js/search.js"]').getAttribute('src').replace(/js\/search\.js$/, '');
  const form = document.createElement('form');
  form.className = 'site-search';
  form.setAttribute('role', 'search');
  form.innerHTML = '<button type="button" aria-expanded="false" aria-controls="leftColumn">Menu</button>'
    + '<input type="search" placeholder="Search" aria-label="Search the documentation" autocomplete="off">'
    + '<ol hidden></ol>';
  const [menu, input, list] = form.children;
  document.body.prepend(form);
  menu.addEventListener('click', () =>
    menu.setAttribute('aria-expanded', document.body.classList.toggle('menu-open')));

  const escape = text => text.replace(/[&<>"]/g, each => '&#' + each.charCodeAt(0) + ';');
  const score = (entry, words) => words.reduce((sum, word) => {
    const inTitle = (entry[2] + ' ' + entry[3]).toLowerCase().includes(word);
    const inText = entry[4].toLowerCase().includes(word);
    return sum === 0 || !(inTitle || inText) ? 0 : sum + (inTitle ? 10 : 0) + (inText ? 1 : 0);
  }, 1);
  // Decisions and changes mention everything; who searches mostly wants the guide.
  const weight = page => /^(adr\/|CHANGELOG)/.test(page) ? 0.05 : 1;
  const excerpt = (text, word) => {
    const at = Math.max(0, text.toLowerCase().indexOf(word) - 40);
    return (at > 0 ? '…' : '') + text.slice(at, at + 110) + (at + 110 < text.length ? '…' : '');
  };
  const find = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = words.length === 0 ? [] : (window.searchIndex || [])
      .map(entry => [score(entry, words) * weight(entry[0]), entry])
      .filter(each => each[0] > 0)
      .sort((a, b) => b[0] - a[0])
      .slice(0, 12);
    list.hidden = words.length === 0;
    list.innerHTML = found.map(([, [page, anchor, title, heading, text]]) =>
      `<li><a href="${root}${page}#${anchor}"><b>${escape(heading)}</b> <small>${escape(title)}</small>`
      + `<span>${escape(excerpt(text, words[0]))}</span></a></li>`).join('')
      || '<li class="nothing">No page contains this.</li>';
  };
  input.addEventListener('input', find);
  form.addEventListener('submit', event => {
    event.preventDefault();
    const first = list.querySelector('a');
    if (first) location.href = first.href;
  });
  document.addEventListener('click', event => { if (!form.contains(event.target)) list.hidden = true; });
  document.addEventListener('keydown', event => { if (event.key === 'Escape') list.hidden = true; });
  const asked = new URLSearchParams(location.search).get('q');
  if (asked) { input.value = asked; find(); }
});
