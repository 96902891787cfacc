/** Sections of text, tables and charts, written once as a page without anything from outside and once as Markdown. Knows nothing of what they tell. */
package io.latentwatch.evaluation.page;
