using KDiffE.Infrastructure.Telemetry;
using Microsoft.Extensions.Options;

namespace KDiffE.Api.Http;

/// <summary>The path of a request as logs and traces may tell it: without the ids of users, unless a setting lets them in.</summary>
internal sealed class LoggedPath(IOptions<LogOptions> options)
{
    private const string Hidden = "*";

    /// <summary>The path, encoded: an id in it cannot forge a line of the log.</summary>
    public string Of(PathString path)
    {
        var encoded = path.ToUriComponent();
        if (options.Value.UserIds || !encoded.Contains("users", StringComparison.OrdinalIgnoreCase))
            return encoded;
        var segments = encoded.Split('/');
        // Whatever follows the word is taken for an id, also where no route has it so.
        for (var i = 1; i < segments.Length; i++)
        {
            if (segments[i - 1].Equals("users", StringComparison.OrdinalIgnoreCase) && segments[i] is not ("" or "bulk"))
                segments[i] = Hidden;
        }

        return string.Join('/', segments);
    }
}
