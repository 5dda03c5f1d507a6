/* SPDX-License-Identifier: Apache-2.0
 *
 * sample_data.h: the files of sample/, embedded at build.
 */
#ifndef SEKIMORI_OFFICE_SAMPLE_DATA_H
#define SEKIMORI_OFFICE_SAMPLE_DATA_H

extern const char sample_units_csv[], sample_people_csv[], sample_systems_csv[],
    sample_story_jsonl[], sample_barrier_yaml[];

#endif
