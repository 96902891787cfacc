/** The commands: their options, and what people see while they run. */
package io.latentwatch.evaluation.command;
