namespace KDiffE.Infrastructure.Postgres;

/// <summary>What work on everything needs of its session, whatever the database or the account set for others.</summary>
internal static class SessionSettings
{
    /// <summary>
    /// Holds until the transaction ends: no time limit cuts the work off, numbers are written with all their digits, and
    /// text means what it says.
    /// </summary>
    internal const string Bulk =
        """
        set local statement_timeout = 0;
        set local lock_timeout = 0;
        set local idle_in_transaction_session_timeout = 0;
        set local extra_float_digits = 3;
        set local timezone = 'UTC';
        set local datestyle = 'ISO, YMD';
        set local standard_conforming_strings = on
        """;
}
