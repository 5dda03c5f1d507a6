// SPDX-License-Identifier: Apache-2.0
// Comfort only; every page works without it. A form is sent once: a second click while the
// answer is on its way does nothing. Forms with data-confirm ask before they are sent.
'use strict';
document.addEventListener('submit', (event) => {
  const form = event.target;
  const question = event.submitter?.dataset.confirm ?? form.dataset.confirm;
  if (form.dataset.sent || (question && !window.confirm(question))) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = 'yes';
  if (event.submitter) event.submitter.setAttribute('aria-disabled', 'true');
});
// Coming back with the browser's button: the form may be sent again.
window.addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[data-sent]')) delete form.dataset.sent;
  for (const b of document.querySelectorAll('button[aria-disabled]')) b.removeAttribute('aria-disabled');
});
// After a form came back with faults, the reader begins at the summary.
document.querySelector('.faults')?.scrollIntoView({ block: 'nearest' });
