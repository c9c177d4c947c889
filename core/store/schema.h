#pragma once

#include "core/store/database.h"

namespace hearth {

/// The version of the tables that this program makes and reads.
inline constexpr std::int64_t schema_version = 3;

/// Makes all tables. Within a transaction; throws DatabaseFault.
void make_tables(Database& db);

/// Runs the migrations from the file's version on, one after the other. Within a transaction; throws
/// DatabaseFault. What an older version wrote and cannot be read is kept in `set_aside`.
void bring_up_to_date(Database& db);

/// Migration 1: from blocks that were one zstd frame each, and could overlap.
void migrate_1_to_2(Database& db);

/// Migration 2: notes that counters were stored before there was the counter rule; they are judged later,
/// stretch by stretch (`StoreWriter::judge_some`).
void note_unjudged(Database& db);

}  // namespace hearth
