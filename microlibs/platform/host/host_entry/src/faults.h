/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef FAULTS_H
#define FAULTS_H

/*
 * From now on a fault of this process is a panic with its registers, as on a machine. Signals that somebody handles already (a
 * sanitizer) stay theirs.
 */
void faults_catch(void);

#endif
