using System;

namespace Tsc
{
    /// <summary>
    /// The user and the site of a sign-in. Credentials do not change, and show their secrets neither in
    /// <see cref="object.ToString"/> nor in a property.
    /// </summary>
    public abstract class Credentials
    {
        internal Credentials(string site, string impersonatedUserId)
        {
            Site = site;
            ImpersonatedUserId = impersonatedUserId;
        }

        /// <summary>
        /// The site's content URL, which follows "/site/" in the browser's address bar; null or "" is the default
        /// site.
        /// </summary>
        public string Site { get; }

        /// <summary>The id of the user to impersonate on that site; null means no impersonation.</summary>
        public string ImpersonatedUserId { get; }

        /// <summary>Describes the user and the site, without the secret.</summary>
        /// <returns>A line for people.</returns>
        public override string ToString()
        {
            return GetType().Name + Who + (string.IsNullOrEmpty(Site) ? "" : " at the site " + Site);
        }

        /// <summary>The part of the description that differs between credentials.</summary>
        internal abstract string Who { get; }

        internal abstract int SignIn(
            ServerHandle server, CancellationHandle cancellation, out SessionHandle session, out IntPtr error);
    }

    /// <summary>
    /// A personal access token, which users create in the settings of their account: the preferred credentials.
    /// </summary>
    /// <remarks>
    /// Signing in again with the same token, on any site, ends the session that it signed in before.
    /// </remarks>
    public sealed class PersonalAccessTokenCredentials : Credentials
    {
        private readonly string tokenValue;

        /// <summary>Makes credentials from the name and the value that Tableau showed.</summary>
        /// <param name="tokenName">The token's name.</param>
        /// <param name="tokenValue">The token's value, a secret.</param>
        /// <param name="site">The site's content URL; null or "" is the default site.</param>
        /// <param name="impersonatedUserId">
        /// The id of the user to impersonate, if the token is a server administrator's; null means no impersonation.
        /// </param>
        public PersonalAccessTokenCredentials(
            string tokenName, string tokenValue, string site = null, string impersonatedUserId = null)
            : base(site, impersonatedUserId)
        {
            TokenName = Utf8.NotNull(tokenName, nameof(tokenName));
            this.tokenValue = Utf8.NotNull(tokenValue, nameof(tokenValue));
        }

        /// <summary>The token's name.</summary>
        public string TokenName { get; }

        internal override string Who
        {
            get { return " " + TokenName; }
        }

        internal override int SignIn(
            ServerHandle server, CancellationHandle cancellation, out SessionHandle session, out IntPtr error)
        {
            var name = Utf8.Bytes(TokenName, "tokenName");
            var site = Utf8.Bytes(Site, "site");
            var user = Utf8.Bytes(ImpersonatedUserId, "impersonatedUserId");
            var secret = Utf8.Bytes(tokenValue, "tokenValue");
            try
            {
                return Native.tsc_server_sign_in_with_personal_access_token(
                    server, name, secret, site, user, cancellation, out session, out error);
            }
            finally
            {
                Utf8.Wipe(secret);
            }
        }
    }

    /// <summary>A user name and a password.</summary>
    public sealed class PasswordCredentials : Credentials
    {
        private readonly string password;

        /// <summary>Makes credentials from a user's name and password.</summary>
        /// <param name="username">The user's name.</param>
        /// <param name="password">The user's password, a secret.</param>
        /// <param name="site">The site's content URL; null or "" is the default site.</param>
        /// <param name="impersonatedUserId">
        /// The id of the user to impersonate, if this user is a server administrator; null means no impersonation.
        /// </param>
        public PasswordCredentials(
            string username, string password, string site = null, string impersonatedUserId = null)
            : base(site, impersonatedUserId)
        {
            Username = Utf8.NotNull(username, nameof(username));
            this.password = Utf8.NotNull(password, nameof(password));
        }

        /// <summary>The user's name.</summary>
        public string Username { get; }

        internal override string Who
        {
            get { return " " + Username; }
        }

        internal override int SignIn(
            ServerHandle server, CancellationHandle cancellation, out SessionHandle session, out IntPtr error)
        {
            var name = Utf8.Bytes(Username, "username");
            var site = Utf8.Bytes(Site, "site");
            var user = Utf8.Bytes(ImpersonatedUserId, "impersonatedUserId");
            var secret = Utf8.Bytes(password, "password");
            try
            {
                return Native.tsc_server_sign_in_with_password(
                    server, name, secret, site, user, cancellation, out session, out error);
            }
            finally
            {
                Utf8.Wipe(secret);
            }
        }
    }

    /// <summary>A JSON web token, as a connected app or an identity provider issues it.</summary>
    public sealed class JsonWebTokenCredentials : Credentials
    {
        private readonly string jwt;

        /// <summary>Makes credentials from a complete token.</summary>
        /// <param name="jwt">The token, a secret.</param>
        /// <param name="site">The site's content URL; null or "" is the default site.</param>
        /// <param name="impersonatedUserId">
        /// The id of the user to impersonate, if the token's user is a server administrator; null means no
        /// impersonation.
        /// </param>
        public JsonWebTokenCredentials(string jwt, string site = null, string impersonatedUserId = null)
            : base(site, impersonatedUserId)
        {
            this.jwt = Utf8.NotNull(jwt, nameof(jwt));
        }

        internal override string Who
        {
            get { return ""; }
        }

        internal override int SignIn(
            ServerHandle server, CancellationHandle cancellation, out SessionHandle session, out IntPtr error)
        {
            var site = Utf8.Bytes(Site, "site");
            var user = Utf8.Bytes(ImpersonatedUserId, "impersonatedUserId");
            var secret = Utf8.Bytes(jwt, "jwt");
            try
            {
                return Native.tsc_server_sign_in_with_json_web_token(
                    server, secret, site, user, cancellation, out session, out error);
            }
            finally
            {
                Utf8.Wipe(secret);
            }
        }
    }

    /// <summary>
    /// A unified access token: a JSON web token for Tableau Cloud Manager and its sites. It cannot impersonate a
    /// user.
    /// </summary>
    public sealed class UnifiedAccessTokenCredentials : Credentials
    {
        private readonly string jwt;

        /// <summary>Makes credentials from a complete token.</summary>
        /// <param name="jwt">The token, a secret.</param>
        /// <param name="site">The site's content URL.</param>
        public UnifiedAccessTokenCredentials(string jwt, string site = null) : base(site, null)
        {
            this.jwt = Utf8.NotNull(jwt, nameof(jwt));
        }

        internal override string Who
        {
            get { return ""; }
        }

        internal override int SignIn(
            ServerHandle server, CancellationHandle cancellation, out SessionHandle session, out IntPtr error)
        {
            var site = Utf8.Bytes(Site, "site");
            var secret = Utf8.Bytes(jwt, "jwt");
            try
            {
                return Native.tsc_server_sign_in_with_unified_access_token(
                    server, secret, site, cancellation, out session, out error);
            }
            finally
            {
                Utf8.Wipe(secret);
            }
        }
    }
}
