/** Commands for the bundles of a running job, written to the control topic. */
package io.latentwatch.local.models;
