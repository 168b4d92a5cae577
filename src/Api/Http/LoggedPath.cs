using System.Globalization;
using System.Runtime.CompilerServices;
using KDiffE.Infrastructure.Telemetry;
using Microsoft.Extensions.Options;

namespace KDiffE.Api.Http;

/// <summary>The path of a request as logs and traces may tell it: without the ids of users, unless a setting lets them in.</summary>
internal sealed class LoggedPath(IOptions<LogOptions> options)
{
    private const string Hidden = "*";

    // Most requests are of one path, but for the id.
    private string _last = "";

    /// <summary>The path, encoded: an id in it cannot forge a line of the log.</summary>
    public string Of(PathString path)
    {
        var encoded = path.ToUriComponent();
        if (options.Value.UserIds || !encoded.Contains("users", StringComparison.OrdinalIgnoreCase))
            return encoded;
        // Whatever follows the word is taken for an id, also where no route has it so.
        var logged = new DefaultInterpolatedStringHandler(0, 0, CultureInfo.InvariantCulture, stackalloc char[256]);
        var (isFirst, isId) = (true, false);
        foreach (var range in encoded.AsSpan().Split('/'))
        {
            var segment = encoded.AsSpan(range);
            if (!isFirst)
                logged.AppendLiteral("/");
            logged.AppendFormatted(isId && segment is not ("" or "bulk") ? Hidden : segment);
            (isFirst, isId) = (false, segment.Equals("users", StringComparison.OrdinalIgnoreCase));
        }

        if (!logged.Text.SequenceEqual(_last))
            return _last = logged.ToStringAndClear();
        logged.Clear();
        return _last;
    }
}
