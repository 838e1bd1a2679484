// Written by `cargo xtask bindings` from the Rust types of the commands. Do not edit.

export type CommandError = { 
/**
 * The stable code, for the log and for tests.
 */
code: string, 
/**
 * What happened, in Chinese.
 */
message: string, 
/**
 * What the clerk can do about it, in Chinese.
 */
todo: string, 
/**
 * The facts, for a screen that wants to point at them.
 */
params: { [key in string]: string }, };

export type ChooseFileRequest = { 
/**
 * Says in the dialog's title what the file is for.
 */
title: string, 
/**
 * The endings that are offered, without dots; none means any file.
 */
extensions: Array<string>, };

export type ChooseFolderRequest = { 
/**
 * Says in the dialog's title what the folder is for.
 */
title: string, };

export type ExportTarget = { 
/**
 * Its folder.
 */
path: string, 
/**
 * Its name, as the file manager shows it.
 */
label: string, 
/**
 * Room left, in bytes.
 */
free_bytes: number, };

export type PrinterInfo = { 
/**
 * The name by which the system knows it.
 */
name: string, 
/**
 * Whether the system takes it when none is named.
 */
is_default: boolean, };

export type PrintJobState = "waiting" | "printing" | "done" | "failed";

export type PrintJobRequest = { 
/**
 * As given when the job was made.
 */
job_id: string, };

export type PrintJob = { 
/**
 * The system's name for it.
 */
job_id: string, 
/**
 * How far it is.
 */
state: PrintJobState, 
/**
 * The same in words, with what to do when it does not move.
 */
words: string, };
