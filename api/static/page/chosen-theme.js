// The theme that a reader chose, before anything is drawn. A server writes it into its pages; a copy as files cannot.

{
  const chosen = document.cookie.match(/(?:^|; )theme=(light|dark)(?:;|$)/)?.[1];
  if (chosen) document.documentElement.dataset.theme = chosen;
}
